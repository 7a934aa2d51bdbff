"""A secret that Ansible Vault holds: SSM takes it over, and nobody sees it."""

from collections.abc import Iterator
from typing import Any

import pytest

from .conftest import Run
from .kind import Api

NAME = "/vaulted"
FIRST, SECOND = "canary-one-in-the-vault", "canary-two-in-the-vault"


@pytest.fixture(autouse=True)
def absent(run: Run) -> Iterator[None]:
    yield
    run("secret", state="absent", secrets=[{"name": NAME}])


def wants(value: str) -> dict[str, Any]:
    return {"secrets": [{"name": NAME, "value": value, "tags": {"Project": "sluice"}}]}


def value(api: Api, version: str = "") -> Any:
    return api("ssm").get_parameter(Name=f"{NAME}{version}", WithDecryption=True)["Parameter"]["Value"]


def test_it_becomes_what_the_vault_holds_once(run: Run, api: Api) -> None:
    made = run("secret", **wants(FIRST))
    assert value(api) == FIRST
    assert FIRST not in str(made.answer)
    again = run("secret", **wants(FIRST))
    assert not again.changed
    assert again.writes == []


def test_another_one_is_planned_unseen_and_then_written_as_a_version(run: Run, api: Api) -> None:
    run("secret", **wants(FIRST))
    planned = run("secret", check=True, **wants(SECOND))
    assert planned.fields == {"value": ["(another one)", "(as the inventory says)"]}
    assert planned.writes == []
    changed = run("secret", **wants(SECOND))
    assert changed.writes == ["PutParameter"]
    assert (value(api), value(api, ":1")) == (SECOND, FIRST), "the one before is valid for an overlap"
    assert not any(canary in str(said.answer) for canary in (FIRST, SECOND) for said in (planned, changed))


def test_without_a_vault_the_value_stays(run: Run, api: Api) -> None:
    run("secret", **wants(FIRST))
    assert not run("secret", **wants("")).changed
    assert value(api) == FIRST
