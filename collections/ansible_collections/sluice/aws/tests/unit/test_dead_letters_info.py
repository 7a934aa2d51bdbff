"""What is told of dead letters: each reason, and nothing of the content unless asked."""

from typing import Any
from uuid import uuid4

import pytest
from ansible_collections.sluice.aws.plugins.module_utils import dead_letter

from consumer_svc import archive
from svc_kit.aws.sqs import Message

from .conftest import Run
from .dead_queue import BODY, DeadQueue, dead_queue
from .kind import Api

CANONICAL = "880b1a85-8c02-41f7-8eb1-288e0d4b4134"


@pytest.fixture
def queue(api: Api) -> DeadQueue:
    return dead_queue(api)


def look(run: Run, queue: DeadQueue, **options: Any) -> dict[str, Any]:
    return run("dead_letters_info", queue=queue.name, bucket=queue.bucket, **options).answer


def reasons_by_id(found: dict[str, Any]) -> dict[str, str]:
    return {message["message_id"]: message["reason"] for message in found["messages"]}


def test_an_empty_queue_has_nothing_to_tell(run: Run, queue: DeadQueue) -> None:
    found = look(run, queue)
    assert (found["total"], found["foreign"], found["reasons"], found["messages"]) == (0, 0, {}, [])
    assert found["changed"] is False


def test_each_message_has_the_reason_why_it_is_there(run: Run, queue: DeadQueue) -> None:
    archived, other, absent = (str(uuid4()) for _ in range(3))
    queue.archive(archived)
    queue.archive(other, body="{}")
    expected = {
        queue.send("{not json", str(uuid4())): "not_json",
        queue.send("[1]", str(uuid4())): "not_json",
        queue.send(BODY, archived): "archived",
        queue.send(BODY, other): "conflict",
        queue.send(BODY, absent): "not_archived",
    }
    found = look(run, queue)
    assert reasons_by_id(found) == expected
    assert found["reasons"] == {"not_json": 2, "archived": 1, "conflict": 1, "not_archived": 1}
    assert found["total"] == 5


def test_a_message_without_a_canonical_id_is_foreign_and_known_by_its_own(run: Run, queue: DeadQueue) -> None:
    upper = str(uuid4()).upper()
    ids = {queue.send(), queue.send(BODY, "../x"), queue.send(BODY, upper)}
    ours = queue.send(BODY, str(uuid4()))
    archived = next(iter(ids))
    queue.archive(archived)
    found = look(run, queue)
    assert found["foreign"] == 3
    assert {message["message_id"] for message in found["messages"] if message["foreign"]} == ids
    assert all(message["email_id"] == message["message_id"] for message in found["messages"] if message["foreign"])
    assert reasons_by_id(found) == {**dict.fromkeys(ids, "not_archived"), archived: "archived", ours: "not_archived"}


def test_content_is_told_only_to_whoever_asks(run: Run, queue: DeadQueue) -> None:
    queue.send(BODY)
    assert "between us" not in str(look(run, queue))
    (message,) = look(run, queue, show_content=True)["messages"]
    assert message["content"] == BODY


def test_size_and_time_are_those_of_the_message(run: Run, queue: DeadQueue) -> None:
    queue.send('{"a":"é"}')
    (sent,) = queue.visible(queue.name)
    (message,) = look(run, queue)["messages"]
    assert message["bytes"] == 10, "é is two bytes"
    assert message["sent"].endswith("Z")
    assert int(sent["Attributes"]["SentTimestamp"]) > 0


def test_a_look_leaves_all_to_be_seen_at_once_and_only_counts_as_a_receive(run: Run, queue: DeadQueue) -> None:
    queue.send()
    queue.send()
    looked = run("dead_letters_info", queue=queue.name, bucket=queue.bucket)
    assert [message["receives"] for message in looked.answer["messages"]] == [1, 1]
    assert set(looked.writes) == {"ReceiveMessage", "ChangeMessageVisibilityBatch"}
    again = look(run, queue)
    assert [message["receives"] for message in again["messages"]] == [2, 2], "only the receive count has changed"


def test_a_look_that_breaks_off_leaves_all_to_be_seen_at_once_too(run: Run, queue: DeadQueue) -> None:
    queue.send()
    broken = run("dead_letters_info", queue=queue.name, bucket="no-such-bucket!", fails=True)
    assert "cannot be told" in broken.answer["msg"]
    assert len(queue.visible(queue.name)) == 1


def test_of_many_only_as_many_are_looked_at_as_wanted(run: Run, queue: DeadQueue) -> None:
    for _ in range(14):
        queue.send()
    some = look(run, queue, limit=12)
    assert (some["total"], len(some["messages"])) == (14, 12)
    assert len(look(run, queue)["messages"]) == 14


@pytest.mark.parametrize("limit", [0, 1001])
def test_a_limit_that_a_look_cannot_keep_is_refused(run: Run, queue: DeadQueue, limit: int) -> None:
    refused = run("dead_letters_info", queue=queue.name, bucket=queue.bucket, limit=limit, fails=True)
    assert "from 1 to 1000" in refused.answer["msg"]


def test_a_queue_that_is_not_there_is_named(run: Run, queue: DeadQueue) -> None:
    refused = run("dead_letters_info", queue="nowhere", bucket=queue.bucket, fails=True)
    assert "There is no queue nowhere" in refused.answer["msg"]


@pytest.mark.parametrize("given", ["", "x", f"../{CANONICAL}", CANONICAL, CANONICAL.upper(), f"{CANONICAL}\n"])
@pytest.mark.parametrize("body", ["{}", "[]", "{", '{"a":NaN}', f'{{"a":{"9" * 5000}}}', "[" * 100_000])
def test_the_consumer_and_the_look_go_by_the_same_rules(given: str, body: str) -> None:
    attributes = {"email_id": {"StringValue": given}} if given else {}
    system = {"SentTimestamp": "1000", "ApproximateReceiveCount": "1"}
    told = dead_letter.dead_letter(
        {"MessageId": "own", "Body": body, "Attributes": system, "MessageAttributes": attributes}, with_content=False
    )
    message = Message("own", "receipt", body, {"email_id": given} if given else {}, 1, 1.0)
    assert told.email_id == archive.email_id(message)
    assert told.json_object == archive.is_json_object(body)
