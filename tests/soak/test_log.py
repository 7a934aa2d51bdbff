"""The log of a service is read for what must never happen."""

import json
from pathlib import Path
from signal import SIGKILL, SIGTERM, Signals

import pytest

from tests.soak.log import Log, mentions


def line(level: str, **fields: str) -> bytes:
    return json.dumps({"time": "1", "level": level, "event": "a", **fields}).encode()


@pytest.fixture
def log(tmp_path: Path) -> Log:
    return Log(tmp_path / "service.log")


def test_a_service_may_warn_and_be_killed_in_the_middle_of_a_line(log: Log) -> None:
    log.read(line("WARNING"))
    log.read(b'{"time": "')
    log.ended(-SIGKILL, {SIGKILL})
    log.ended(0, {SIGTERM})
    log.ended(0, {SIGTERM, SIGKILL})

    assert log.complaints == []


@pytest.mark.parametrize("bad", [line("ERROR"), line("INFO", exception="KeyError"), b"Traceback\n"])
def test_an_error_an_exception_and_a_traceback_are_complained_of(log: Log, bad: bytes) -> None:
    log.read(bad)
    log.read(line("INFO"))

    assert len(log.complaints) == 1


def test_a_torn_line_of_one_that_was_not_killed_is_complained_of(log: Log) -> None:
    log.read(b'{"time": "')
    log.ended(0, {SIGTERM})

    assert len(log.complaints) == 1


@pytest.mark.parametrize(("status", "told"), [(0, set()), (1, {SIGTERM}), (-SIGTERM, {SIGTERM}), (-11, {SIGKILL})])
def test_an_end_that_nobody_asked_for_is_complained_of(log: Log, status: int, told: set[Signals]) -> None:
    log.ended(status, told)

    assert len(log.complaints) == 1


def test_what_the_logs_say_of_an_id_is_found_in_order(tmp_path: Path) -> None:
    logs = [Log(tmp_path / "first.log"), Log(tmp_path / "second.log")]
    logs[0].path.write_text('{"time": "2", "id": "x"}\n{"time": "3", "id": "y"}\n')
    logs[1].path.write_text('{"time": "1", "id": "x"}\n')

    assert mentions(logs, ["x", ""]) == ['second: {"time": "1", "id": "x"}', 'first: {"time": "2", "id": "x"}']
