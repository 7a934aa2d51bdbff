"""The promise that every module of ours keeps: what it says, it does, and what it did, it leaves alone."""

from typing import Any

import pytest

from .kind import Api, Kind
from .kinds import KINDS
from .stub import denied, is_write, throttled

KIND = pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.id)
DRIFT = pytest.mark.parametrize(
    ("kind", "field"),
    [(kind, field) for kind in KINDS for field in kind.drifts],
    ids=lambda value: value.id if isinstance(value, Kind) else value,
)
REPLACEMENT = pytest.mark.parametrize(
    ("kind", "field"),
    [(kind, field) for kind in KINDS for field in kind.replacements],
    ids=lambda value: value.id if isinstance(value, Kind) else value,
)


@pytest.fixture
def absent(kind: Kind, run: Any) -> Any:
    """Each test ends with nothing there, and so the next one begins."""
    yield
    run(kind.module, state="absent", **kind.wants())


@KIND
@pytest.mark.usefixtures("absent")
def test_what_is_absent_is_created_once(kind: Kind, run: Any) -> None:
    assert run(kind.module, **kind.wants()).changed
    again = run(kind.module, **kind.wants())
    assert not again.changed
    assert again.writes == []


@KIND
@pytest.mark.usefixtures("absent")
def test_a_plan_of_what_is_absent_writes_nothing(kind: Kind, run: Any) -> None:
    planned = run(kind.module, check=True, **kind.wants())
    assert planned.changed
    assert planned.writes == []
    assert planned.answer["changes"][0]["action"] == "create"
    assert run(kind.module, **kind.wants()).changed, "the plan made it"


@DRIFT
@pytest.mark.usefixtures("absent")
def test_a_drift_is_named_and_then_mended(kind: Kind, field: str, run: Any, api: Api) -> None:
    run(kind.module, **kind.wants())
    kind.drifts[field](api)
    planned = run(kind.module, check=True, **kind.wants())
    assert field in planned.fields
    assert planned.writes == []
    assert run(kind.module, **kind.wants()).changed
    assert not run(kind.module, **kind.wants()).changed


@REPLACEMENT
@pytest.mark.usefixtures("absent")
def test_a_field_that_aws_cannot_change_in_place_replaces_the_thing(kind: Kind, field: str, run: Any) -> None:
    run(kind.module, **kind.wants())
    other = kind.wants(**{field: kind.replacements[field]})
    planned = run(kind.module, check=True, **other)
    assert [change["action"] for change in planned.answer["changes"]] == ["replace"]
    assert field in planned.fields
    assert planned.writes == []
    assert run(kind.module, **other).changed
    assert not run(kind.module, **other).changed


@KIND
@pytest.mark.usefixtures("absent")
def test_what_is_present_is_removed_once(kind: Kind, run: Any) -> None:
    run(kind.module, **kind.wants())
    planned = run(kind.module, check=True, state="absent", **kind.wants())
    assert planned.changed
    assert planned.writes == []
    assert run(kind.module, state="absent", **kind.wants()).changed
    again = run(kind.module, state="absent", **kind.wants())
    assert not again.changed
    assert again.writes == []


@KIND
@pytest.mark.usefixtures("absent")
def test_a_throttled_call_is_made_again(kind: Kind, run: Any) -> None:
    with throttled() as stub:
        assert run(kind.module, **kind.wants()).changed
    assert stub.refused
    assert not run(kind.module, **kind.wants()).changed


@KIND
@pytest.mark.usefixtures("absent")
@pytest.mark.parametrize("call", ["read", "write"])
def test_the_missing_permission_is_named(kind: Kind, run: Any, call: str) -> None:
    with denied(lambda operation: is_write(operation) is (call == "write"), "Access Denied") as stub:
        refused = run(kind.module, fails=True, **kind.wants())
    (action,) = stub.refused
    assert refused.answer["msg"].count("\n") == 0
    assert action in refused.answer["msg"]
