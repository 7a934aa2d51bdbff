"""The promise that every module of ours keeps: what it says, it does, and what it did, it leaves alone."""

from typing import Any

import pytest

from .kinds import KINDS, Api, Kind

KIND = pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.module)
DRIFT = pytest.mark.parametrize(
    ("kind", "field"),
    [(kind, field) for kind in KINDS for field in kind.drifts],
    ids=lambda value: value.module if isinstance(value, Kind) else value,
)


@pytest.fixture
def absent(kind: Kind, run: Any) -> Any:
    """Each test begins and ends with nothing there."""
    run(kind.module, state="absent", **kind.wants())
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
