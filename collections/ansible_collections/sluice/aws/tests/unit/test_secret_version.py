"""A new value of a secret: whose it is, and that nobody sees it."""

from collections.abc import Iterator
from typing import Any

import pytest
from botocore.client import BaseClient

from .conftest import Run
from .kind import Api

NAME = "/rotated"


@pytest.fixture(autouse=True)
def first(api: Api) -> Iterator[str]:
    """The value that is there before."""
    tags = [{"Key": "Project", "Value": "sluice"}]
    api("ssm").put_parameter(Name=NAME, Value="first", Type="SecureString", KeyId="alias/mine", Tags=tags)
    yield "first"
    api("ssm").delete_parameter(Name=NAME)


def read(api: Api, name: str = NAME) -> Any:
    return api("ssm").get_parameter(Name=name, WithDecryption=True)["Parameter"]


def test_each_run_writes_one_new_random_version_that_nobody_sees(run: Run, api: Api) -> None:
    seen = {"first"}
    for version in (2, 3):
        rotated = run("secret_version", secrets=[NAME])
        value = read(api)["Value"]
        assert rotated.fields == {"version": [version - 1, version]}
        assert rotated.writes == ["PutParameter"]
        assert value not in seen
        assert len(value) >= 43, "32 bytes are 43 characters of base64"
        assert value not in str(rotated.answer)
        seen.add(value)
    assert read(api, f"{NAME}:1")["Value"] == "first", "the previous ones are kept"


def test_a_revocation_writes_two_versions_that_differ(run: Run, api: Api) -> None:
    revoked = run("secret_version", secrets=[NAME], revoke=True)
    assert revoked.fields == {"version": [1, 3]}
    assert revoked.writes == ["PutParameter", "PutParameter"]
    assert len({read(api, f"{NAME}:{version}")["Value"] for version in (1, 2, 3)}) == 3


def test_type_key_and_tags_stay(run: Run, api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    sent: list[dict[str, Any]] = []
    call = BaseClient._make_api_call

    def noted(self: BaseClient, operation: str, parameters: dict[str, Any]) -> Any:
        sent.append(parameters)
        return call(self, operation, parameters)

    monkeypatch.setattr(BaseClient, "_make_api_call", noted)

    run("secret_version", secrets=[NAME])

    # moto keeps the key that it is not told, AWS does not: so what is sent is looked at.
    assert (sent[-1]["Type"], sent[-1]["KeyId"]) == ("SecureString", "alias/mine")
    tags = api("ssm").list_tags_for_resource(ResourceType="Parameter", ResourceId=NAME)["TagList"]
    assert tags == [{"Key": "Project", "Value": "sluice"}]


@pytest.mark.parametrize(("revoke", "version"), [(False, 2), (True, 3)])
def test_a_plan_tells_the_version_and_writes_nothing(run: Run, api: Api, revoke: bool, version: int) -> None:
    planned = run("secret_version", check=True, secrets=[NAME], revoke=revoke)
    assert planned.changed
    assert planned.fields == {"version": [1, version]}
    assert planned.writes == []
    assert read(api)["Value"] == "first"


def test_a_secret_that_is_not_there_is_refused_before_any_other_is_written(run: Run, api: Api) -> None:
    refused = run("secret_version", secrets=[NAME, "/nowhere"], fails=True)
    assert "no secret /nowhere" in refused.answer["msg"]
    assert refused.writes == []
    assert read(api)["Value"] == "first"


def test_a_plain_parameter_is_not_overwritten(run: Run, api: Api) -> None:
    api("ssm").put_parameter(Name="/open", Value="open", Type="String")
    refused = run("secret_version", secrets=["/open"], fails=True)
    assert "The parameter /open is a String and no secret" in refused.answer["msg"]
    assert read(api, "/open")["Value"] == "open"
    api("ssm").delete_parameter(Name="/open")
