"""The estate that site.yml built, as an auditor sees it: by AWS's API alone."""

from typing import Any

import pytest

from . import policies
from .policies import Client, Document


@pytest.fixture(scope="session")
def estate_name() -> str:
    return "sluice-local"


@pytest.fixture(scope="session")
def account(aws: Client) -> str:
    return str(aws("sts").get_caller_identity()["Account"])


@pytest.fixture(scope="session")
def region(aws: Client) -> str:
    return str(aws("sqs").meta.region_name)


@pytest.fixture(scope="session")
def policy(aws: Client, estate_name: str) -> Any:
    """The policy of a kind by the end of its name."""
    built = policies.of_estate(aws, estate_name)

    def named(kind: str, name: str) -> Document:
        (found,) = [each for each in built if each.kind == kind and each.name == f"{estate_name}-{name}"]
        return found.document

    return named


@pytest.fixture(scope="session")
def of_role(account: str, estate_name: str) -> Any:
    """What AWS knows of a request that a role of the estate makes."""

    def context(role: str) -> dict[str, str]:
        return {
            "aws:SecureTransport": "true",
            "aws:PrincipalAccount": account,
            "aws:PrincipalArn": f"arn:aws:iam::{account}:role/{estate_name}-{role}",
            "aws:ResourceAccount": account,
        }

    return context
