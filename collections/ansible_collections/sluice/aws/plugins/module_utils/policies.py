"""Policies as a plan can tell them: by statement and field, whatever the order and the spelling that AWS answers in."""

from __future__ import annotations

from typing import Any

from ansible_collections.amazon.aws.plugins.module_utils.modules import AnsibleAWSModule
from ansible_collections.sluice.aws.plugins.module_utils.kms_lookup import kms_key_arn

Policy = dict[str, Any]

ALIAS = ":alias/"
UNNAMED = "statement "  # with a space, which no Sid may have


def readable(policy: Policy | None) -> Policy | None:
    """Its statements by Sid, or by number where they have none; None where there is no policy."""
    if not policy:
        return None
    statements = policy.get("Statement", [])
    statements = statements if isinstance(statements, list) else [statements]
    named = {each.get("Sid") or f"{UNNAMED}{number}": each for number, each in enumerate(statements, 1)}
    return {
        "Version": policy.get("Version", "2008-10-17"),
        "Statement": {sid: _plain(statement) for sid, statement in named.items()},
    }


def document(policy: Policy) -> Policy:
    """What AWS takes, of what is readable."""
    return {
        "Version": policy["Version"],
        "Statement": [
            statement if sid.startswith(UNNAMED) else {**statement, "Sid": sid}
            for sid, statement in policy["Statement"].items()
        ],
    }


def with_keys(module: AnsibleAWSModule, value: Any) -> Any:
    """The policy with the ARN of a key wherever that of its alias stands.

    A key's ARN is known only once it is made, and the ARN of an alias never matches in a policy (AWS KMS Developer
    Guide, "Using aliases to control access to KMS keys"), so that an inventory may well write one and mean the other.
    A pattern of aliases stays, since it means them: who may make or move one.
    """
    if isinstance(value, dict):
        return {key: with_keys(module, each) for key, each in value.items()}
    if isinstance(value, list):
        return [with_keys(module, each) for each in value]
    if isinstance(value, str) and value.startswith("arn:aws:kms:") and ALIAS in value and "*" not in value:
        return kms_key_arn(module, value.split(ALIAS, 1)[1])
    return value


def _plain(statement: dict[str, Any]) -> dict[str, Any]:
    principal = statement.get("Principal")
    shown = {**statement, "Principal": {"AWS": "*"}} if principal == "*" else statement
    return {field: _value(value) for field, value in shown.items() if field != "Sid"}


def _value(value: Any) -> Any:
    """A list of one is that one, of more it is sorted, and a truth is spelt as AWS spells it."""
    if isinstance(value, dict):
        return {key: _value(each) for key, each in value.items()}
    if isinstance(value, list):
        return _value(value[0]) if len(value) == 1 else sorted(map(_value, value))
    return str(value).lower() if isinstance(value, bool) else str(value)
