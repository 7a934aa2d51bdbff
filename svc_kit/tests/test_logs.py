"""What a log line is."""

import asyncio
import json
import logging
import sys
from collections.abc import Iterator
from io import StringIO

import pytest

from svc_kit.logs import Joined, JsonLines


def test_an_event_is_one_line_with_its_fields() -> None:
    record = logging.makeLogRecord({"name": "here", "msg": "request\nanswered", "levelname": "INFO", "email_id": "7"})

    line = JsonLines().format(record)

    assert "\n" not in line
    logged = json.loads(line)
    assert (logged["event"], logged["logger"], logged["email_id"]) == ("request\nanswered", "here", "7")


def test_an_exception_is_logged_without_its_text() -> None:
    try:
        raise ValueError("content of an email")
    except ValueError:
        record = logging.makeLogRecord({"msg": "failed", "exc_info": sys.exc_info()})

    line = JsonLines().format(record)

    assert "content of an email" not in line.replace('raise ValueError(\\"content of an email\\")', "")
    assert json.loads(line)["exception"] == "ValueError"


@pytest.fixture
def written() -> Iterator[tuple[logging.Logger, StringIO]]:
    """A logger of its own, and what it has written."""
    stream = StringIO()
    log, handler = logging.Logger("here"), Joined(stream)
    handler.setFormatter(JsonLines())
    log.addHandler(handler)
    yield log, stream
    handler.close()


def test_a_line_that_nothing_is_joined_to_is_written_at_once(written: tuple[logging.Logger, StringIO]) -> None:
    log, stream = written

    log.info("a")

    assert json.loads(stream.getvalue())["event"] == "a"


async def test_the_lines_of_one_turn_of_the_loop_are_written_together_in_order(
    written: tuple[logging.Logger, StringIO],
) -> None:
    log, stream = written

    log.info("a")
    log.info("b")
    assert stream.getvalue() == ""
    await asyncio.sleep(0)

    assert [json.loads(line)["event"] for line in stream.getvalue().splitlines()] == ["a", "b"]


async def test_a_warning_is_written_at_once_and_so_is_what_came_before_it(
    written: tuple[logging.Logger, StringIO],
) -> None:
    log, stream = written

    log.info("a")
    log.warning("b")

    assert [json.loads(line)["event"] for line in stream.getvalue().splitlines()] == ["a", "b"]


def test_what_is_left_when_the_loop_has_ended_is_written_by_the_end(written: tuple[logging.Logger, StringIO]) -> None:
    log, stream = written

    loop = asyncio.new_event_loop()
    loop.call_soon(log.info, "a")
    loop.call_soon(loop.stop)
    loop.run_forever()
    log.handlers[0].flush()
    loop.close()

    assert len(stream.getvalue().splitlines()) == 1


def test_the_time_of_a_line_is_that_of_its_record() -> None:
    record = logging.makeLogRecord({"msg": "a", "created": 1693561101.0625})

    assert json.loads(JsonLines().format(record))["time"] == "2023-09-01T09:38:21.062+00:00"
