"""What was released, and what failed to be: the versions of two SSM parameters, each told by its description."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from typing import Any

from ansible_collections.amazon.aws.plugins.module_utils.modules import AnsibleAWSModule
from ansible_collections.sluice.aws.plugins.module_utils.clients import client

FAILED = "/failed"
"""Under the release parameter: the same rights lead to both, and SSM keeps the last hundred of each."""
LONGEST_DESCRIPTION = 1024
LONGEST_REASON = 600


@dataclass(frozen=True)
class Release:
    """`outcome` is deployed, rolled back (to this one, by somebody) or failed; `reason` says why it failed."""

    value: str
    version: str = ""
    outcome: str = "deployed"
    who: str = ""
    reason: str = ""
    when: str = ""


def write(module: AnsibleAWSModule, parameter: str, release: Release) -> None:
    told = {**asdict(release), "reason": release.reason[:LONGEST_REASON]}
    said = json.dumps({name: each for name, each in told.items() if each and name not in ("value", "when")})
    client(module, "ssm").put_parameter(
        Name=parameter + (FAILED if release.outcome == "failed" else ""),
        Value=release.value,
        Type="String",
        Overwrite=True,
        Description=said[:LONGEST_DESCRIPTION],
    )


def released(module: AnsibleAWSModule, parameter: str) -> list[Release]:
    """The oldest first; none before the first release."""
    ssm = client(module, "ssm")
    try:
        pages = list(ssm.get_paginator("get_parameter_history").paginate(Name=parameter))
    except ssm.exceptions.ParameterNotFound:
        return []
    return [_release(each) for page in pages for each in page["Parameters"]]


def attempted(module: AnsibleAWSModule, parameter: str) -> list[Release]:
    """What was released and what failed to be, the oldest first."""
    both = [*released(module, parameter), *released(module, parameter + FAILED)]
    return sorted(both, key=lambda each: each.when)


def before(releases: list[Release]) -> Release | None:
    """What a rollback goes back to; one that was rolled back from is not gone back to, however often it is asked."""
    path: list[Release] = []
    for release in releases:
        values = [each.value for each in path]
        if release.outcome == "rolled back" and release.value in values:
            del path[values.index(release.value) + 1 :]
        elif values[-1:] != [release.value]:
            path.append(release)
    return path[-2] if len(path) > 1 else None


def _release(version: dict[str, Any]) -> Release:
    try:
        told = dict(json.loads(version.get("Description", "")))
    except (ValueError, TypeError):  # somebody's own hand wrote it
        told = {}
    user = version.get("LastModifiedUser", "")  # an ARN
    who = told.pop("who", "") or (user.rpartition("/")[2] if user.startswith("arn:") else "")
    return Release(value=version["Value"], who=who, when=version["LastModifiedDate"].isoformat(), **told)
