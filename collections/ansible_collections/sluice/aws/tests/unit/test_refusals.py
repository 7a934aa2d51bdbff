"""What a module refuses, and that it says what, where and what to do next."""

from typing import Any

import pytest

from .conftest import Run
from .kind import Api
from .kinds import kind
from .stub import denied, throttled


def test_a_secret_is_random_and_is_shown_to_nobody(run: Run, api: Api) -> None:
    made = run("secret", secrets=[{"name": "/a"}, {"name": "/b"}])
    values = [value(api, name) for name in ("/a", "/b")]
    assert len(set(values)) == 2
    assert all(len(value) >= 43 for value in values), "32 bytes are 43 characters of base64"
    assert not any(value in str(made.answer) for value in values)
    run("secret", state="absent", secrets=[{"name": "/a"}, {"name": "/b"}])


def test_a_secret_that_is_there_is_never_overwritten(run: Run, api: Api) -> None:
    api("ssm").put_parameter(Name="/mine", Value="my own", Type="SecureString")
    again = run("secret", secrets=[{"name": "/mine", "tags": {"Project": "sluice"}}])
    assert again.changed, "its tags are"
    assert value(api, "/mine") == "my own"
    run("secret", state="absent", secrets=[{"name": "/mine"}])


def test_what_holds_data_is_replaced_only_when_it_is_named(run: Run, api: Api) -> None:
    api("ssm").put_parameter(Name="/plain", Value="open", Type="String")
    refused = run("secret", secrets=[{"name": "/plain"}], replace=["/other"], fails=True)
    assert "its type is String and not SecureString" in refused.answer["msg"]
    assert "-e replace=/plain" in refused.answer["msg"]
    assert refused.writes == []
    assert value(api, "/plain") == "open"
    named = run("secret", secrets=[{"name": "/plain"}], replace=["/plain"])
    assert [change["action"] for change in named.answer["changes"]] == ["replace"]
    assert named.writes == ["DeleteParameter", "PutParameter"]
    run("secret", state="absent", secrets=[{"name": "/plain"}])


def test_the_environment_names_what_may_be_replaced(run: Run, api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    api("ssm").put_parameter(Name="/plain", Value="open", Type="String")
    monkeypatch.setenv("SLUICE_REPLACE", "/other,/plain")
    assert run("secret", secrets=[{"name": "/plain"}]).changed
    run("secret", state="absent", secrets=[{"name": "/plain"}])


def test_a_plan_tells_every_failure_and_what_else_would_change(run: Run, api: Api) -> None:
    for name in ("/plain", "/open"):
        api("ssm").put_parameter(Name=name, Value="open", Type="String")
    wanted = [{"name": name} for name in ("/plain", "/new", "/open")]
    planned = run("secret", secrets=wanted, check=True, fails=True)
    assert len(planned.answer["failures"]) == 2
    assert [change["name"] for change in planned.answer["changes"]] == ["/new"]
    applied = run("secret", secrets=wanted, fails=True)
    assert len(applied.answer["failures"]) == 1, "an apply goes no further than the first"
    assert applied.writes == []
    run("secret", state="absent", secrets=wanted)


def test_what_is_removed_goes_in_the_opposite_order(run: Run) -> None:
    wanted = [{"name": name} for name in ("/first", "/second")]
    run("secret", secrets=wanted)
    removed = run("secret", state="absent", secrets=wanted)
    assert [change["name"] for change in removed.answer["changes"]] == ["/second", "/first"]


@pytest.mark.parametrize(
    ("why", "explicit"),
    [
        ("because no identity-based policy allows the {action} action", False),
        ("with an explicit deny in a service control policy", True),
    ],
)
def test_what_iam_says_of_a_refusal_is_told_in_short(run: Run, why: str, explicit: bool) -> None:
    user = "User: arn:aws:sts::123456789012:assumed-role/plan/session"
    message = f"{user} is not authorized to perform: {{action}} on resource: arn:aws:sqs:eu-central-1:1:mail {why}"
    with denied(lambda _: True, message):
        refused = run("queue", queues=[{"name": "mail"}], fails=True)
    assert refused.answer["msg"] == (
        "The queue mail cannot be made present: these credentials lack the permission sqs:GetQueueUrl "
        f"on arn:aws:sqs:eu-central-1:1:mail{' (a policy denies it explicitly)' if explicit else ''}"
    )


def test_a_service_that_stays_busy_is_told(run: Run) -> None:
    with throttled(times=100) as stub:
        refused = run("queue", **kind("queue").wants(), fails=True)
    assert "AWS allows no more calls of GetQueueUrl just now: run this again" in refused.answer["msg"]
    assert len(stub.refused) == 8


def test_a_missing_neighbour_is_named_with_the_way_on(run: Run) -> None:
    refused = run("service", **kind("service", "target_groups").wants(vpc="nowhere"), fails=True)
    assert 'VPC named "nowhere"' in refused.answer["msg"]
    assert "ansible-playbook site.yml" in refused.answer["msg"]


def test_a_refusal_of_aws_names_the_resource(run: Run) -> None:
    refused = run("queue", queues=[{"name": "not a name!"}], fails=True)
    assert "The queue not a name! cannot be made present" in refused.answer["msg"]


def value(api: Api, name: str) -> Any:
    return api("ssm").get_parameter(Name=name, WithDecryption=True)["Parameter"]["Value"]
