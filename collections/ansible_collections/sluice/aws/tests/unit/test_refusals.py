"""What a module refuses, and that it says what, where and what to do next."""

from typing import Any

from .conftest import Run
from .kinds import KINDS, Api, Kind


def kind(module: str) -> Kind:
    return next(kind for kind in KINDS if kind.module == module)


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


def test_a_plain_parameter_is_not_taken_for_a_secret(run: Run, api: Api) -> None:
    api("ssm").put_parameter(Name="/plain", Value="open", Type="String")
    refused = run("secret", secrets=[{"name": "/plain"}], fails=True)
    assert "The type of the secret /plain is String, not SecureString" in refused.answer["msg"]
    assert refused.writes == []
    run("secret", state="absent", secrets=[{"name": "/plain"}])


def test_a_field_that_aws_cannot_change_is_named(run: Run) -> None:
    group = kind("target_group")
    run("target_group", **group.wants())
    refused = run("target_group", **group.wants(port=9090), fails=True)
    assert "The port of the target group producer is 8080, not 9090" in refused.answer["msg"]
    assert refused.writes == []
    run("target_group", state="absent", **group.wants())


def test_a_missing_neighbour_is_named_with_the_way_on(run: Run) -> None:
    refused = run("target_group", **kind("target_group").wants(vpc="nowhere"), fails=True)
    assert 'VPC named "nowhere"' in refused.answer["msg"]
    assert "ansible-playbook site.yml" in refused.answer["msg"]


def test_a_refusal_of_aws_names_the_resource(run: Run) -> None:
    refused = run("queue", queues=[{"name": "not a name!"}], fails=True)
    assert "The queue not a name! cannot be made present" in refused.answer["msg"]


def value(api: Api, name: str) -> Any:
    return api("ssm").get_parameter(Name=name, WithDecryption=True)["Parameter"]["Value"]
