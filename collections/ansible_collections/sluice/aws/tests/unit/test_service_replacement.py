"""What AWS cannot change in place is replaced in an order that keeps the service up, wherever it is interrupted."""

from collections.abc import Iterator
from typing import Any

import pytest

from .conftest import Outcome, Run
from .kind import Api
from .service_call import NAME, by_hand, forwarded, groups, joined, nth_write, services, wants
from .stub import denied, is_write

TO_ANOTHER_PORT = [
    "CreateTargetGroup",
    "ModifyTargetGroupAttributes",
    "ModifyRule",
    "RegisterTaskDefinition",
    "UpdateService",
    "ModifyRule",
    "UpdateService",
    "DeleteTargetGroup",
]
TO_A_CAPACITY_PROVIDER = [
    "CreateService",
    "UpdateService",
    "DeleteService",
    "CreateService",
    "UpdateService",
    "DeleteService",
]


@pytest.fixture(autouse=True)
def absent(run: Run, api: Api) -> Iterator[None]:
    yield
    run("service", state="absent", **wants())
    assert services(api) == {}
    assert groups(api) == {}


def is_up(api: Api) -> bool:
    """Tasks are wanted, and requests go to a target group that they are in."""
    there = [service for service in services(api).values() if service["desiredCount"]]
    told = groups(api)
    reached = {told[each["targetGroupArn"]] for service in there for each in service["loadBalancers"]}
    return {name for name, weight in forwarded(api).items() if weight} <= reached


def watched(run: Run, api: Api, wanted: dict[str, Any]) -> Outcome:
    """Runs it, and before each of its writes sees that the service is up."""
    writes: list[str] = []

    def look(operation: str) -> bool:
        if is_write(operation):
            writes.append(operation)
            assert is_up(api), writes
        return False

    with denied(look, "never"):
        return run("service", **wanted)


def interrupted(run: Run, number: int, wanted: dict[str, Any]) -> None:
    with denied(nth_write(number, is_write), "stopped here"):
        run("service", fails=True, **wanted)


def test_another_port_means_a_successor_that_takes_over_while_both_serve(run: Run, api: Api) -> None:
    run("service", **wants())
    planned = run("service", check=True, **wants(port=9090))
    actions = {change["kind"]: change["action"] for change in planned.answer["changes"]}
    assert actions.pop("target group") == "replace"
    assert set(actions.values()) == {"change"}
    applied = watched(run, api, wants(port=9090))
    assert applied.writes == TO_ANOTHER_PORT
    assert [each["fields"].keys() for each in applied.answer["changes"]] == [
        each["fields"].keys() for each in planned.answer["changes"]
    ]
    assert (forwarded(api), joined(api)) == ({f"{NAME}-b": 1}, {f"{NAME}-b"})
    assert not run("service", **wants(port=9090)).changed
    run("service", **wants())
    assert (forwarded(api), joined(api)) == ({NAME: 1}, {NAME}), "and back"


@pytest.mark.parametrize("number", range(1, len(TO_ANOTHER_PORT) + 1))
@pytest.mark.parametrize("then", [9090, 8080], ids=["onwards", "back"])
def test_an_interrupted_change_of_port_goes_on_or_back(run: Run, api: Api, number: int, then: int) -> None:
    run("service", **wants())
    interrupted(run, number, wants(port=9090))
    assert is_up(api)
    planned = run("service", check=True, **wants(port=then))
    applied = watched(run, api, wants(port=then))
    assert [(each["action"], each["kind"], each["name"]) for each in applied.answer["changes"]] == [
        (each["action"], each["kind"], each["name"]) for each in planned.answer["changes"]
    ]
    assert is_up(api)
    assert list(forwarded(api).values()) == [1]
    assert joined(api) == {*forwarded(api)} == {*groups(api).values()}
    assert not run("service", check=True, **wants(port=then)).changed


def test_another_launch_type_is_replaced_over_a_bridge(run: Run, api: Api) -> None:
    run("service", **wants())
    by_hand(api)
    planned = run("service", check=True, **wants())
    (change,) = planned.answer["changes"]
    assert (change["action"], change["fields"]["launch_type"]) == ("replace", ["EC2", "by capacity provider"])
    assert watched(run, api, wants()).writes == TO_A_CAPACITY_PROVIDER
    assert {name: service["desiredCount"] for name, service in services(api).items()} == {NAME: 2}
    assert not run("service", **wants()).changed


@pytest.mark.parametrize("number", range(1, len(TO_A_CAPACITY_PROVIDER) + 1))
def test_an_interrupted_change_of_launch_type_goes_on(run: Run, api: Api, number: int) -> None:
    run("service", **wants())
    by_hand(api)
    interrupted(run, number, wants())
    assert is_up(api)
    watched(run, api, wants())
    assert services(api).keys() == {NAME}
    assert services(api)[NAME]["capacityProviderStrategy"]
    assert not run("service", **wants()).changed


@pytest.mark.parametrize("number", [2, 4])
def test_what_was_interrupted_can_be_removed(run: Run, api: Api, number: int) -> None:
    run("service", **wants())
    by_hand(api)
    interrupted(run, number, wants())
    assert f"{NAME}-next" in services(api)
    assert run("service", state="absent", **wants()).changed
    assert services(api) == {}
