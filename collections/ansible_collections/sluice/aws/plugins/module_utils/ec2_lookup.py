"""Names to ids and back in EC2: a module compares names, which a plan can print before there is any id."""

from __future__ import annotations

from functools import cache
from typing import Any

from ansible_collections.amazon.aws.plugins.module_utils.modules import AnsibleAWSModule
from ansible_collections.sluice.aws.plugins.module_utils.clients import client
from ansible_collections.sluice.aws.plugins.module_utils.ec2_kinds import Ec2Kind
from ansible_collections.sluice.aws.plugins.module_utils.refusals import RefusedError
from botocore import xform_name

GONE = ("deleting", "deleted", "failed")
"""AWS lists a NAT gateway or an endpoint for about an hour after its end."""

Described = dict[str, Any]


def describe(module: AnsibleAWSModule, listed: str, filters: dict[str, list[str]] | None = None) -> list[Described]:
    """All that the API lists under that word and the filters let through."""
    ec2, operation = client(module, "ec2"), xform_name(f"Describe{listed}")
    asked = [{"Name": name, "Values": values} for name, values in (filters or {}).items()]
    if not ec2.can_paginate(operation):
        return list(getattr(ec2, operation)(Filters=asked)[listed])
    return [found for page in ec2.get_paginator(operation).paginate(Filters=asked) for found in page[listed]]


def name_of(found: Described) -> str | None:
    tags = {tag["Key"]: tag["Value"] for tag in found.get("Tags", [])}
    return found.get("GroupName") or tags.get("Name")


def is_there(found: Described) -> bool:
    return str(found.get("State", "")).lower() not in GONE


@cache
def names(module: AnsibleAWSModule, kind: Ec2Kind) -> dict[str, str]:
    """The name of each thing of a kind by its id, which stands in where there is no name."""
    found = [each for each in describe(module, kind.listed) if is_there(each)]
    return {each[kind.id]: name_of(each) or each[kind.id] for each in found}


def ids(module: AnsibleAWSModule, kind: Ec2Kind, wanted: list[str]) -> list[str]:
    """Raises RefusedError where a name is not that of exactly one thing."""
    return [_only(module, kind, name) for name in wanted]


def _only(module: AnsibleAWSModule, kind: Ec2Kind, name: str) -> str:
    found = [each for each, its_name in names(module, kind).items() if its_name == name]
    if len(found) != 1:
        raise RefusedError(
            f'exactly one {kind.word} named "{name}" is needed and there is {len(found) or "none"}: '
            "apply the earlier playbooks first (ansible-playbook site.yml runs them in order)"
        )
    return found[0]
