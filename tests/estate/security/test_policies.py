"""Each policy of the estate is one that AWS takes, and allows no more than it says."""

import json
from collections.abc import Iterator

import parliament
import pytest

from . import policies
from .policies import Client, Document, Policy

KINDS = {"role", "trust", "queue", "topic", "bucket", "key", "endpoint"}

# The linter takes each policy for one of a role: it does not know that a trust has no resource, and that the only
# resource of a key's policy is that key.
ELSEWHERE = {
    "trust": {"MALFORMED": "Statement contains neither Resource nor NotResource"},
    "key": {"RESOURCE_STAR": ""},
}

# Services whose documentation promises no aws:SourceAccount to a trust policy.
UNCONDITIONAL = {"ec2.amazonaws.com"}


@pytest.fixture(scope="module")
def built(aws: Client, estate_name: str) -> list[Policy]:
    return policies.of_estate(aws, estate_name)


def of(built: list[Policy], *kinds: str) -> Iterator[tuple[Policy, Document]]:
    """The statements of these kinds, each with its policy."""
    found = [(policy, statement) for policy in built if policy.kind in kinds for statement in policy.statements]
    assert found, f"there is none of {kinds}"
    yield from found


def actions(statement: Document) -> list[str]:
    action = statement["Action"]
    return action if isinstance(action, list) else [action]


def test_every_kind_of_policy_is_there(built: list[Policy]) -> None:
    assert {policy.kind for policy in built} == KINDS
    assert all(policy.statements for policy in built)


def test_the_linter_finds_nothing(built: list[Policy]) -> None:
    findings = {str(policy): found for policy in built if (found := lint(policy))}
    assert findings == {}


def lint(policy: Policy) -> list[str]:
    expected = ELSEWHERE.get(policy.kind, {})
    findings = parliament.analyze_policy_string(json.dumps(policy.document)).findings
    return [
        f"{finding.issue} {finding.detail}"
        for finding in findings
        if not (finding.issue in expected and expected[finding.issue] in str(finding.detail))
    ]


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_the_linter_knows_actions_and_conditions(kind: str) -> None:
    for action, key, issue in (
        ("s3:PutObjekt", "s3:if-none-match", "UNKNOWN_ACTION"),
        ("sqs:SendMessage", "s3:if-none-match", "UNKNOWN_CONDITION_FOR_ACTION"),
    ):
        condition = {"StringEquals": {key: "x"}}
        statement = {"Effect": "Allow", "Action": action, "Resource": "*", "Condition": condition}
        found = lint(Policy(kind, "wrong", {"Version": "2012-10-17", "Statement": [statement]}))
        assert any(issue in each for each in found), found


def test_no_role_or_resource_allows_all_of_a_service(built: list[Policy]) -> None:
    """IAM.1 and IAM.21."""
    for policy, statement in of(built, "role", "queue", "topic", "bucket", "key"):
        assert "NotAction" not in statement, policy
        if statement["Effect"] == "Allow":
            assert [each for each in actions(statement) if each.endswith("*")] == [], policy


def test_no_role_is_for_every_resource_but_where_aws_knows_none(built: list[Policy]) -> None:
    without_resource = {"ecr:GetAuthorizationToken", "ecs:DiscoverPollEndpoint"}
    for policy, statement in of(built, "role"):
        if statement["Resource"] == "*":
            assert set(actions(statement)) <= without_resource, policy


def test_every_trust_is_in_a_service_for_this_account_alone(built: list[Policy], account: str) -> None:
    for policy, statement in of(built, "trust"):
        assert set(statement["Principal"]) == {"Service"}, policy
        if statement["Principal"]["Service"] not in UNCONDITIONAL:
            assert statement["Condition"]["StringEquals"]["aws:SourceAccount"] == account, policy
            assert account in statement["Condition"]["ArnLike"]["aws:SourceArn"], policy


def test_what_an_endpoint_lets_everybody_do_it_ties_to_accounts_or_to_buckets_of_aws(built: list[Policy]) -> None:
    for policy, statement in of(built, "endpoint"):
        if "aws:PrincipalAccount" not in json.dumps(statement.get("Condition", {})):
            assert actions(statement) == ["s3:GetObject"], policy
            assert statement["Resource"] != "*", policy


def test_no_queue_and_no_bucket_allows_anything_by_itself(built: list[Policy]) -> None:
    """S3.6 and SQS.3: whoever may touch one, may so by a policy of its own."""
    for policy, statement in of(built, "queue", "bucket"):
        assert statement["Effect"] == "Deny", policy


def test_no_key_is_for_everybody(built: list[Policy]) -> None:
    """KMS.5."""
    found = of(built, "key")
    for policy, statement in found:
        assert "*" not in json.dumps(statement["Principal"]), policy


def test_every_role_is_held_by_the_boundary(aws: Client, estate_name: str, account: str) -> None:
    iam = aws("iam")
    names = [role["RoleName"] for page in iam.get_paginator("list_roles").paginate() for role in page["Roles"]]
    ours = [name for name in names if name.startswith(f"{estate_name}-")]
    assert ours
    for name in ours:
        boundary = iam.get_role(RoleName=name)["Role"].get("PermissionsBoundary", {}).get("PermissionsBoundaryArn")
        assert boundary == f"arn:aws:iam::{account}:policy/sluice-boundary", name
