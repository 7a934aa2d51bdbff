"""A key that is removed can come back, and a policy names it before anybody knows its ARN."""

from collections.abc import Iterator
from typing import Any

import pytest

from .conftest import Run
from .kind import Api
from .kinds import kind

ALIAS = "arn:aws:kms:eu-west-1:123456789012:alias/kept"


@pytest.fixture(autouse=True)
def key(run: Run) -> Iterator[dict[str, Any]]:
    wants = kind("kms_key").wants()
    run("kms_key", **wants)
    yield wants
    run("kms_key", state="absent", **wants)


def described(api: Api) -> dict[str, Any]:
    return dict(api("kms").describe_key(KeyId="alias/kept")["KeyMetadata"])


def test_a_removed_key_waits_and_the_same_one_comes_back(run: Run, api: Api, key: dict[str, Any]) -> None:
    before = described(api)
    run("kms_key", state="absent", **key)
    assert described(api)["KeyState"] == "PendingDeletion"
    assert run("kms_key", **key).answer["changes"][0]["action"] == "create"
    after = described(api)
    assert (after["KeyId"], after["KeyState"]) == (before["KeyId"], "Enabled")
    assert not run("kms_key", **key).changed


def role(resource: str) -> dict[str, Any]:
    policy = {
        "Version": "2012-10-17",
        "Statement": [{"Sid": "Use", "Effect": "Allow", "Action": ["kms:Decrypt"], "Resource": [resource]}],
    }
    return {"roles": [{"name": "user-of-a-key", "trust": kind("role").item["trust"], "policy": policy}]}


def test_a_policy_that_names_the_alias_gets_the_key(run: Run, api: Api) -> None:
    run("role", **role(ALIAS))
    found = api("iam").get_role_policy(RoleName="user-of-a-key", PolicyName="work")["PolicyDocument"]
    assert found["Statement"][0]["Resource"] == described(api)["Arn"]
    assert not run("role", **role(ALIAS)).changed
    run("role", state="absent", **role(ALIAS))


def test_a_plan_says_that_the_key_is_not_known_yet(run: Run, key: dict[str, Any]) -> None:
    run("kms_key", state="absent", **key)
    planned = run("role", check=True, **role(ALIAS))
    told = planned.fields["policy"][1]["Statement"]["Use"]["Resource"]
    assert told == "(known after apply)"
    assert planned.writes == []
