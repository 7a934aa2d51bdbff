"""A service by one call: what its parts know of each other, and what an apply leaves alone."""

from collections.abc import Iterator
from typing import Any

import pytest
from moto.ecs.models import ecs_backends

from .conftest import Run
from .kind import Api
from .service_call import CLUSTER, DIGEST, NAME, RELEASE, family, services, wants

REPOSITORY = "registry/whole"
UNRELEASED: dict[str, Any] = {"containers": [{"name": NAME}], "repository": REPOSITORY, "release_parameter": RELEASE}


@pytest.fixture(autouse=True)
def absent(run: Run, api: Api) -> Iterator[None]:
    yield
    run("service", state="absent", **wants())
    assert services(api) == {}
    api("ssm").delete_parameters(Names=[RELEASE])


def of(outcome: Any, kind: str) -> Any:
    """The fields of the change of that kind."""
    return next((each["fields"] for each in outcome.answer["changes"] if each["kind"] == kind), None)


def image(api: Api) -> str:
    definition = api("ecs").describe_task_definition(taskDefinition=services(api)[NAME]["taskDefinition"])
    return str(definition["taskDefinition"]["containerDefinitions"][0]["image"])


def revision(api: Api) -> int:
    return int(services(api)[NAME]["taskDefinition"].rsplit(":", 1)[1])


def test_a_plan_knows_which_part_leans_on_what_changes(run: Run, api: Api) -> None:
    run("service", **wants())
    changed = wants() | {"task_definitions": [family(cpu="512")]}
    planned, applied = run("service", check=True, **changed), run("service", **changed)
    assert of(planned, "service")["task_definition"][1] == "(known after apply)"
    assert of(planned, "service").keys() == of(applied, "service").keys()
    assert of(applied, "service")["task_definition"][1].endswith(f":{revision(api)}")
    assert run("service", **changed).writes == []


def test_a_tag_begins_no_deployment(run: Run, api: Api) -> None:
    run("service", **wants())
    tagged = wants(tags={"Project": "sluice"}) | {"task_definitions": [family(tags={"Project": "sluice"})]}
    before = services(api)[NAME]["deployments"][0]["id"]
    outcome = run("service", **tagged)
    assert outcome.writes == ["TagResource", "TagResource"]
    assert services(api)[NAME]["deployments"][0]["id"] == before
    assert not run("service", **tagged).changed


@pytest.mark.parametrize(("now", "then"), [(0, 1), (1, 1), (3, 3), (4, 4), (5, 4)])
def test_the_count_that_scaling_has_set_stays_within_its_bounds(run: Run, api: Api, now: int, then: int) -> None:
    run("service", **wants())
    api("ecs").update_service(cluster=CLUSTER, service=NAME, desiredCount=now)
    assert run("service", **wants(tags={"Another": "field"})).changed
    assert services(api)[NAME]["desiredCount"] == then


def test_a_service_waits_for_its_first_release(run: Run, api: Api) -> None:
    unreleased = wants() | {"task_definitions": [family(**UNRELEASED)]}
    created = run("service", check=True, **unreleased).answer["changes"][-1]
    assert (created["told"], created["fields"]["release"]) == (["release"], [None, "(none yet)"])
    run("service", **unreleased)
    assert (services(api)[NAME]["desiredCount"], image(api)) == (0, f"{REPOSITORY}:unreleased")
    assert not run("service", **unreleased).changed
    api("ssm").put_parameter(Name=RELEASE, Value=DIGEST, Type="String")
    planned = run("service", check=True, **unreleased)
    assert of(planned, "service")["desired_count"] == [0, 1]
    assert of(planned, "task definition")[f"containers.{NAME}.image"][1] == f"{REPOSITORY}@{DIGEST}"
    run("service", **unreleased)
    assert (services(api)[NAME]["desiredCount"], image(api)) == (1, f"{REPOSITORY}@{DIGEST}")


def test_a_whole_reference_is_released_as_it_is_and_a_secret_never(run: Run, api: Api) -> None:
    released = wants() | {"task_definitions": [family(**UNRELEASED)]}
    api("ssm").put_parameter(Name=RELEASE, Value="elsewhere/whole:7", Type="String")
    run("service", **released)
    assert image(api) == "elsewhere/whole:7"
    api("ssm").delete_parameter(Name=RELEASE)
    api("ssm").put_parameter(Name=RELEASE, Value="elsewhere/whole:7", Type="SecureString")
    refused = run("service", check=True, fails=True, **released)
    assert f"{RELEASE}, which is a SecureString and not a String" in refused.answer["msg"]


def test_what_runs_is_compared_and_not_what_is_newest(run: Run, api: Api) -> None:
    run("service", **wants())
    running = revision(api)
    api("ecs").register_task_definition(
        family=NAME, containerDefinitions=[{"name": NAME, "image": "rolled-back", "memory": 64}]
    )
    assert not run("service", **wants()).changed
    assert revision(api) == running


def test_old_revisions_go_and_never_one_that_a_deployment_uses(run: Run, api: Api) -> None:
    def active() -> list[int]:
        found = api("ecs").list_task_definitions(familyPrefix=NAME)["taskDefinitionArns"]
        return sorted(int(arn.rsplit(":", 1)[1]) for arn in found)

    run("service", **wants())
    first = revision(api)
    for _ in range(5):
        api("ecs").register_task_definition(
            family=NAME, containerDefinitions=[{"name": NAME, "image": "stray", "memory": 64}]
        )
    few = wants() | {"task_definitions": [family(keep_revisions=3)]}
    assert run("service", check=True, **few).fields == {"revisions": [6, 3]}
    run("service", **few)
    assert active() == [first, first + 4, first + 5]
    assert not run("service", **few).changed
    changed = run("service", **wants() | {"task_definitions": [family(keep_revisions=3, cpu="512")]})
    assert of(changed, "task definition").keys() == {"cpu"}, "its own revision is part of the change"
    assert active() == [first, first + 5, first + 6], "the old one runs until the deployment has ended"


def test_a_deployment_that_is_rolled_back_fails_the_apply_with_the_reason(run: Run, api: Api) -> None:
    run("service", **wants())
    account, region = api("sts").get_caller_identity()["Account"], api("ecs").meta.region_name
    (deployment,) = ecs_backends[account][region].services[f"{CLUSTER}:{NAME}"].deployments
    deployment |= {"rolloutState": "FAILED", "rolloutStateReason": "tasks failed to start."}
    refused = run("service", fails=True, **wants() | {"steady_wait_seconds": 5})
    assert (
        f"the service {NAME}: its deployment has failed and is rolled back (tasks failed to start.)"
        in (refused.answer["msg"])
    )
    deployment |= {"rolloutState": "IN_PROGRESS"}
    slow = run("service", fails=True, **wants() | {"steady_wait_seconds": 1})
    assert "has not come to an end in 1 s, 0 of 1 tasks run" in slow.answer["msg"]
    deployment |= {"rolloutState": "COMPLETED"}
    assert not run("service", **wants() | {"steady_wait_seconds": 5}).changed
