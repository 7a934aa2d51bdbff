"""What a log line is."""

import json
import logging
import sys

from svc_kit.logs import JsonLines


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
