"""Looks at everything, whatever it finds: the reader gets all faults at once."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

from ansible_collections.amazon.aws.plugins.module_utils.modules import AnsibleAWSModule
from ansible_collections.sluice.aws.plugins.module_utils.doctor.account import buckets
from ansible_collections.sluice.aws.plugins.module_utils.doctor.caller import caller
from ansible_collections.sluice.aws.plugins.module_utils.doctor.domain import certificate, zone
from ansible_collections.sluice.aws.plugins.module_utils.doctor.finding import Finding, unchecked
from ansible_collections.sluice.aws.plugins.module_utils.doctor.network import network
from ansible_collections.sluice.aws.plugins.module_utils.doctor.parameters import machine_image, releases, secrets
from ansible_collections.sluice.aws.plugins.module_utils.doctor.permissions import permissions
from ansible_collections.sluice.aws.plugins.module_utils.doctor.quotas import quotas
from ansible_collections.sluice.aws.plugins.module_utils.doctor.room import room
from ansible_collections.sluice.aws.plugins.module_utils.doctor.tools import tools
from ansible_collections.sluice.aws.plugins.module_utils.refusals import reason
from botocore.exceptions import BotoCoreError, ClientError

Check = Callable[[AnsibleAWSModule, dict[str, Any]], Iterator[Finding]]


def examine(module: AnsibleAWSModule, want: dict[str, Any]) -> Iterator[Finding]:
    yield from tools(want)
    found, arn = caller(module, want)
    yield found
    checks: dict[str, Check] = {
        "permissions": partial(permissions, arn=arn),
        "account bucket": buckets,
        **quotas(want["needs"]),
        "addresses": network,
        "room for tasks": room,
        "machine image": machine_image,
        "zone": zone,
        "certificate": certificate,
        "secret": secrets,
        "release": releases,
    }
    for title, check in checks.items():
        if arn:
            yield from _patiently(title, check, module, want)
        else:
            yield unchecked(title, "these are not the credentials of the account")


def _patiently(title: str, check: Check, module: AnsibleAWSModule, want: dict[str, Any]) -> Iterator[Finding]:
    """A check that AWS does not answer is one that was not made."""
    try:
        yield from check(module, want)
    except (BotoCoreError, ClientError) as error:
        yield unchecked(title, reason(error))
