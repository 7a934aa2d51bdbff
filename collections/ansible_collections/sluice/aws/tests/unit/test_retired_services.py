"""A service that has left the inventory goes with all that it had, and nothing else does."""

from collections.abc import Iterator
from typing import Any

import pytest

from .conftest import Run
from .kind import POLICY, Api
from .kinds import kind

ESTATE = {"Project": "sluice", "Environment": "unit"}
TAGS = {**ESTATE, "Service": "leaver"}
NAME = "unit-leaver"
SEARCH = {
    "tags": ESTATE,
    "cluster": "cluster",
    "load_balancer": "balancer",
    "name_prefix": "unit-",
    "log_group_prefix": "/unit/",
    "vpc": "network",
}
GONE = [
    ("alarm", f"{NAME}-errors"),
    ("scaling", "cluster/leaver"),
    ("listener rule", "balancer:80/77"),
    ("service", "leaver"),
    ("task definition", NAME),
    ("target group", NAME),
    ("role", NAME),
    ("log group", "/unit/leaver"),
]


def of(option: str, **changes: Any) -> list[dict[str, Any]]:
    """The one thing that the tests of this kind make, under the leaver's name."""
    return [{**kind("service", option).item, "tags": TAGS, **changes}]


def whole() -> dict[str, Any]:
    scaling = {"cluster": "cluster", "service": "leaver", "minimum": 1, "maximum": 2}
    metric = {"id": "errors", "namespace": "unit", "metric": "errors", "watched": True}
    alarm = {"name": f"{NAME}-errors", "description": "", "metrics": [metric], "threshold": 1}
    return {
        "roles": [{"name": NAME, "trust": POLICY, "policy": POLICY, "tags": TAGS}],
        "log_groups": [{"name": "/unit/leaver", "retention_days": 30, "tags": TAGS}],
        "target_groups": of("target_groups", name=NAME),
        "rules": of("rules", priority=77, target_group=NAME),
        "task_definitions": of("task_definitions", family=NAME),
        "services": of("services", name="leaver", task_definition=NAME, load_balancers=[]),
        "scalings": [scaling],
        "alarms": [{**alarm, "missing_data": "notBreaching", "tags": TAGS}],
        "steady_wait_seconds": 0,
    }


@pytest.fixture
def leaver(run: Run) -> Iterator[None]:
    run("service", **whole())
    yield
    run("service", state="absent", **whole())


def told(outcome: Any) -> list[tuple[str, str]]:
    assert {change["action"] for change in outcome.answer["changes"]} <= {"remove"}
    return [(change["kind"], change["name"]) for change in outcome.answer["changes"]]


@pytest.mark.usefixtures("leaver")
def test_what_is_kept_stays(run: Run) -> None:
    assert told(run("retired_services", kept=["leaver"], **SEARCH)) == []


@pytest.mark.usefixtures("leaver")
def test_what_has_left_goes_and_is_told_before(run: Run) -> None:
    planned = run("retired_services", check=True, kept=[], **SEARCH)
    assert told(planned) == GONE
    assert planned.writes == []
    assert told(run("retired_services", kept=[], **SEARCH)) == GONE
    again = run("retired_services", kept=[], **SEARCH)
    assert (told(again), again.writes) == ([], [])


@pytest.mark.usefixtures("leaver")
def test_what_a_killed_run_left_is_found(run: Run, api: Api) -> None:
    api("ecs").delete_service(cluster="cluster", service="leaver", force=True)
    api("iam").delete_role_policy(RoleName=NAME, PolicyName="work")
    api("iam").delete_role(RoleName=NAME)
    left = [thing for thing in GONE if thing[0] not in ("service", "role")]
    assert told(run("retired_services", kept=[], **SEARCH)) == left


@pytest.mark.usefixtures("leaver")
@pytest.mark.parametrize("tags", [{"Environment": "another"}, {"Service": "another"}])
def test_what_is_not_ours_or_no_service_stays(run: Run, api: Api, tags: dict[str, str]) -> None:
    api("logs").tag_log_group(logGroupName="/unit/leaver", tags=tags)
    arn = api("ecs").describe_services(cluster="cluster", services=["leaver"])["services"][0]["serviceArn"]
    listed = [{"key": key, "value": value} for key, value in tags.items()]
    api("ecs").tag_resource(resourceArn=arn, tags=listed)
    assert told(run("retired_services", kept=[], **SEARCH)) == []


def test_an_empty_account_has_nothing_to_remove(run: Run) -> None:
    elsewhere = {**SEARCH, "cluster": "nowhere", "load_balancer": "nowhere", "log_group_prefix": "/nowhere/"}
    assert told(run("retired_services", check=True, kept=[], **elsewhere)) == []
