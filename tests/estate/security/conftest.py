"""The estate that site.yml built, as an auditor sees it: by AWS's API alone."""

from collections.abc import Iterator
from typing import Any

import pytest

from ..checkout import Checkout, checkout_ctx
from .policies import Client


@pytest.fixture(scope="session")
def applied(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Checkout]:
    with checkout_ctx(tmp_path_factory) as checkout:
        checkout.play("site.yml")
        yield checkout


@pytest.fixture(scope="session")
def estate_name() -> str:
    return "sluice-local"


@pytest.fixture(scope="session")
def aws(applied: Checkout) -> Client:
    made: dict[str, Any] = {}
    return lambda service: made.setdefault(service, applied.client(service))


@pytest.fixture(scope="session")
def account(aws: Client) -> str:
    return str(aws("sts").get_caller_identity()["Account"])


@pytest.fixture(scope="session")
def region(aws: Client) -> str:
    return str(aws("sqs").meta.region_name)
