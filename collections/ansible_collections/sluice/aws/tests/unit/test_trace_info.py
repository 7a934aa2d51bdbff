"""One email is followed by its id, and by that of its message where a line tells of no other."""

import json
from collections.abc import Iterator
from pathlib import Path
from time import time
from typing import Any
from uuid import uuid4

import pytest
from ansible_collections.sluice.aws.plugins.filter.way_of_email import way_of_email

from .conftest import Run
from .kind import Api

GROUPS = ["/traced/producer", "/traced/consumer"]
BUCKET = "traced"
ANSWERED: dict[str, Any] = {"event": "request answered", "outcome": "accepted", "status": 202, "duration_seconds": 0.01}
REFUSED: dict[str, Any] = {"event": "object not written", "message_id": "m", "level": "WARNING", "code": "SlowDown"}
LEFT: dict[str, Any] = {
    "event": "message left",
    "outcome": "refused",
    "message_id": "m",
    "receives": 1,
    "queue_delay_seconds": 2.5,
}
ARCHIVED: dict[str, Any] = {
    **LEFT,
    "event": "message archived",
    "outcome": "archived",
    "receives": 2,
    "queue_delay_seconds": 9.5,
}


@pytest.fixture
def email_id(api: Api) -> Iterator[str]:
    """An email that S3 refused once, in lines of both services, among lines of others."""
    email_id, logs = str(uuid4()), api("logs")
    written: list[list[dict[str, Any]]] = [
        [ANSWERED | {"email_id": email_id}, ANSWERED | {"email_id": str(uuid4())}],
        [REFUSED, LEFT | {"email_id": email_id}, {**REFUSED, "message_id": "n"}, ARCHIVED | {"email_id": email_id}],
    ]
    for group, lines in zip(GROUPS, written, strict=True):
        logs.create_log_group(logGroupName=group)
        logs.create_log_stream(logGroupName=group, logStreamName="s")
        texts = [json.dumps({"time": f"2026-11-0{n + 1}T00:00:00.000+00:00", **line}) for n, line in enumerate(lines)]
        events = [{"timestamp": int(time() * 1000), "message": text} for text in [*texts, "no JSON"]]
        logs.put_log_events(logGroupName=group, logStreamName="s", logEvents=events)
    yield email_id
    for group in GROUPS:
        logs.delete_log_group(logGroupName=group)


@pytest.fixture
def stored(api: Api, email_id: str) -> Iterator[str]:
    s3, key = api("s3"), f"emails/{email_id}.json"
    s3.create_bucket(Bucket=BUCKET, CreateBucketConfiguration={"LocationConstraint": "eu-central-1"})
    s3.put_object(Bucket=BUCKET, Key=key, Body=b"{}")
    yield f"s3://{BUCKET}/{key}"
    s3.delete_object(Bucket=BUCKET, Key=key)
    s3.delete_bucket(Bucket=BUCKET)


def trace(run: Run, email_id: str, **more: Any) -> dict[str, Any]:
    traced = run("trace_info", email_id=email_id, log_groups=GROUPS, bucket=BUCKET, **more)
    assert traced.writes == ["StartQuery"] * len(traced.writes)
    return traced.answer


def test_its_lines_and_its_object_are_found(run: Run, email_id: str, stored: str) -> None:
    found = trace(run, email_id)
    events = ["request answered", "object not written", "message left", "message archived"]
    assert sorted(line["event"] for line in found["lines"]) == sorted(events)
    assert (found["object"]["url"], found["object"]["bytes"]) == (stored, 2)


def test_what_is_read_from_files_is_the_same(run: Run, api: Api, email_id: str, stored: str, tmp_path: Path) -> None:
    for number, group in enumerate(GROUPS):
        events = api("logs").get_log_events(logGroupName=group, logStreamName="s")["events"]
        (tmp_path / f"{number}.log").write_text("\n".join(event["message"] for event in events))
    del stored
    assert trace(run, email_id, folder=str(tmp_path))["lines"] == trace(run, email_id)["lines"]


def test_a_reader_sees_each_step_and_what_went_wrong(run: Run, email_id: str, stored: str) -> None:
    told = way_of_email(trace(run, email_id), email_id).splitlines()
    assert [line.split()[2] for line in told[1:]].count("archive") == 2
    assert {line.split()[2] for line in told[1:]} == {"request", "publish", "receive", "archive", "warning", "object"}
    assert "object not written message_id=m code=SlowDown" in "\n".join(told)
    assert stored in told[-1]


def test_an_email_without_an_object_is_said_to_have_none(email_id: str) -> None:
    told = way_of_email({"lines": [ANSWERED], "object": {}}, email_id)
    assert told.endswith("and no object: it waits, or it is a dead letter")
    assert "nothing is known of it" in way_of_email({"lines": [], "object": {}}, email_id)


def test_what_is_no_email_id_is_refused_before_anything_is_asked(run: Run) -> None:
    refused = run("trace_info", fails=True, email_id='" or 1 = 1', log_groups=GROUPS, bucket=BUCKET)
    assert "is no email id" in refused.answer["msg"]
