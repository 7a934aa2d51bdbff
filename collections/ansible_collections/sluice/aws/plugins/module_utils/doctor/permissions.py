"""What the caller lacks to apply the estate, as IAM itself judges it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ansible_collections.amazon.aws.plugins.module_utils.modules import AnsibleAWSModule
from ansible_collections.sluice.aws.plugins.module_utils.clients import client
from ansible_collections.sluice.aws.plugins.module_utils.doctor.finding import Finding, right, unchecked, wrong

# More are no news: who lacks so many lacks the whole policy.
NAMED = 12


def permissions(module: AnsibleAWSModule, want: dict[str, Any], arn: str) -> Iterator[Finding]:
    """Each statement that an apply needs is asked for under its own conditions, for the resources that it names."""
    iam = client(module, "iam")
    if arn.endswith(":root"):
        yield unchecked("permissions", "the root user has no policies: work as a role")
        return
    who = _principal(iam, arn)
    asked, missing = 0, []
    for statement in want["permissions"]:
        # The simulator takes no patterns of actions; those are what a plan reads, and are denied or allowed together.
        actions = [action for action in _list(statement["Action"]) if "*" not in action]
        asked += len(actions)
        missing += _denied(iam, who, statement, actions)
    if not missing:
        yield right("permissions", f"all {asked} actions of an apply are allowed to {who}")
        return
    more = f" and {len(missing) - NAMED} more" if len(missing) > NAMED else ""
    yield wrong(
        "permissions",
        f"{who} lacks {', '.join(sorted(missing)[:NAMED])}{more}",
        "work as role/sluice-github-estate, or allow what inventory/account/group_vars/all/account/estate_*.yml say",
    )


def _denied(iam: Any, who: str, statement: dict[str, Any], actions: list[str]) -> list[str]:
    """The actions that are allowed for none of the statement's resources."""
    if not actions:
        return []
    pages = iam.get_paginator("simulate_principal_policy").paginate(
        PolicySourceArn=who,
        ActionNames=actions,
        ResourceArns=_list(statement["Resource"]),
        ContextEntries=_context(statement.get("Condition", {})),
    )
    told = [result for page in pages for result in page["EvaluationResults"]]
    allowed = {result["EvalActionName"] for result in told if result["EvalDecision"] == "allowed"}
    return [action for action in actions if action not in allowed]


def _context(condition: dict[str, dict[str, Any]]) -> list[dict[str, Any]]:
    return [
        {"ContextKeyName": key, "ContextKeyType": "string", "ContextKeyValues": _list(value)[:1]}
        for values in condition.values()
        for key, value in values.items()
    ]


def _principal(iam: Any, arn: str) -> str:
    """The ARN of the role whose session it is; a session's own has lost the role's path."""
    if ":assumed-role/" not in arn:
        return arn
    return str(iam.get_role(RoleName=arn.split("/")[1])["Role"]["Arn"])


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]
