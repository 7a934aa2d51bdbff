"""What a call has changed so far, or in a plan would have, of all its kinds: what leans on it needs to know."""

from __future__ import annotations

from functools import cache

from ansible_collections.amazon.aws.plugins.module_utils.modules import AnsibleAWSModule
from ansible_collections.sluice.aws.plugins.module_utils.changes import Change


@cache
def changes_of(_module: AnsibleAWSModule) -> list[Change]:
    """The one list of the call."""
    return []


def change_of(module: AnsibleAWSModule, kind: str, name: str) -> Change | None:
    return next((each for each in changes_of(module) if (each["kind"], each["name"]) == (kind, name)), None)


def planned(module: AnsibleAWSModule, kind: str, name: str) -> str | None:
    """The action of a plan, by which the thing is not yet what it will be; an apply has done it."""
    change = change_of(module, kind, name)
    return str(change["action"]) if change and module.check_mode else None
