"""Message move tasks: upstream still lacks them (otherwise drop the patch), and here they do as AWS says."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

import pytest
from botocore.exceptions import ClientError

from .conftest import Client, eventually

ATTRIBUTES = {"email_id": {"DataType": "String", "StringValue": "an-id"}}


@dataclass
class Pair:
    """A queue and its dead-letter queue."""

    sqs: Any
    source: str
    dead: str

    def arn(self, url: str) -> str:
        attributes = self.sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])["Attributes"]
        return str(attributes["QueueArn"])

    def fail(self, *bodies: str) -> list[str]:
        """Each becomes a dead letter by being received once too often; the ids that they have."""
        for body in bodies:
            self.sqs.send_message(QueueUrl=self.source, MessageBody=body, MessageAttributes=ATTRIBUTES)
        for _ in range(2):
            self.sqs.receive_message(QueueUrl=self.source, MaxNumberOfMessages=10, VisibilityTimeout=0)
            eventually(lambda: self.count(self.source, "ApproximateNumberOfMessagesNotVisible") == 0)
        return [message["MessageId"] for message in self.messages(self.dead)]

    def start(self, **options: Any) -> str:
        return str(self.sqs.start_message_move_task(SourceArn=self.arn(self.dead), **options)["TaskHandle"])

    def tasks(self, limit: int = 1) -> list[dict[str, Any]]:
        return list(self.sqs.list_message_move_tasks(SourceArn=self.arn(self.dead), MaxResults=limit)["Results"])

    def ended(self) -> dict[str, Any]:
        def task() -> dict[str, Any] | None:
            (newest,) = self.tasks()
            return newest if newest["Status"] != "RUNNING" else None

        return dict(eventually(task))

    def count(self, url: str, attribute: str = "ApproximateNumberOfMessages") -> int:
        attributes = self.sqs.get_queue_attributes(QueueUrl=url, AttributeNames=[attribute])["Attributes"]
        return int(attributes[attribute])

    def messages(self, url: str) -> list[dict[str, Any]]:
        received = self.sqs.receive_message(
            QueueUrl=url,
            MaxNumberOfMessages=10,
            VisibilityTimeout=0,
            MessageAttributeNames=["All"],
            MessageSystemAttributeNames=["All"],
        )
        eventually(lambda: self.count(url, "ApproximateNumberOfMessagesNotVisible") == 0)
        return list(received.get("Messages", []))


def pair_of(client: Client) -> Pair:
    sqs, name = client("sqs"), f"move-{uuid4()}"
    pair = Pair(
        sqs, sqs.create_queue(QueueName=name)["QueueUrl"], sqs.create_queue(QueueName=f"{name}-dead")["QueueUrl"]
    )
    policy = f'{{"deadLetterTargetArn": "{pair.arn(pair.dead)}", "maxReceiveCount": "1"}}'
    sqs.set_queue_attributes(QueueUrl=pair.source, Attributes={"RedrivePolicy": policy})
    return pair


@pytest.fixture
def pair(aws: Client) -> Pair:
    return pair_of(aws)


def refusal(call: Callable[[], Any]) -> str:
    with pytest.raises(ClientError) as refused:
        call()
    return str(refused.value.response["Error"]["Code"])


def test_dead_letters_can_be_moved(upstream: Client, pair: Pair) -> None:
    without = pair_of(upstream)
    without.sqs.meta.events.unregister("needs-retry.sqs", unique_id="retry-config-sqs")  # or it asks for ten seconds
    with pytest.raises(ClientError, match="500"):
        without.start()
    pair.start()
    assert pair.ended()["Status"] == "COMPLETED"


def test_a_dead_letter_goes_back_to_where_it_failed_as_a_new_message(pair: Pair) -> None:
    (old,) = pair.fail("one")
    pair.start()
    assert pair.ended()["ApproximateNumberOfMessagesMoved"] == 1
    (moved,) = pair.messages(pair.source)
    assert (moved["Body"], moved["MessageAttributes"]) == ("one", ATTRIBUTES)
    assert moved["MessageId"] != old
    assert moved["Attributes"]["ApproximateReceiveCount"] == "1", "the receives before the move no longer count"
    assert pair.messages(pair.dead) == []


def test_the_time_of_a_moved_message_is_that_of_its_move(pair: Pair) -> None:
    pair.fail("one")
    (before,) = pair.messages(pair.dead)
    pair.start(MaxNumberOfMessagesPerSecond=10)
    pair.ended()
    (moved,) = pair.messages(pair.source)
    assert int(moved["Attributes"]["SentTimestamp"]) >= int(before["Attributes"]["SentTimestamp"]) + 100


def test_a_rate_lets_its_progress_be_seen(pair: Pair) -> None:
    pair.fail("one", "two", "three")
    handle = pair.start(MaxNumberOfMessagesPerSecond=2)
    (running,) = pair.tasks()
    assert (running["Status"], running["TaskHandle"]) == ("RUNNING", handle)
    assert (running["ApproximateNumberOfMessagesMoved"], running["ApproximateNumberOfMessagesToMove"]) == (0, 3)
    assert running["MaxNumberOfMessagesPerSecond"] == 2
    assert "DestinationArn" not in running
    assert eventually(lambda: pair.tasks()[0]["ApproximateNumberOfMessagesMoved"]) < 3
    ended = pair.ended()
    assert ended["ApproximateNumberOfMessagesMoved"] == 3
    assert "TaskHandle" not in ended


def test_a_message_that_was_sent_to_the_dead_letter_queue_itself_needs_a_destination(pair: Pair) -> None:
    pair.sqs.send_message(QueueUrl=pair.dead, MessageBody="direct")
    pair.start()
    assert (pair.ended()["Status"], pair.ended()["FailureReason"]) == ("FAILED", "CouldNotDetermineMessageSource")
    assert pair.count(pair.dead) == 1
    pair.start(DestinationArn=pair.arn(pair.source))
    assert pair.ended()["Status"] == "COMPLETED"
    assert [message["Body"] for message in pair.messages(pair.source)] == ["direct"]
    assert [task["Status"] for task in pair.tasks(10)] == ["COMPLETED", "FAILED"], "the newest first"


def test_only_one_task_runs_and_a_cancelled_one_leaves_the_rest(pair: Pair) -> None:
    pair.fail("one", "two")
    handle = pair.start(MaxNumberOfMessagesPerSecond=1)
    assert refusal(pair.start) == "InvalidParameterValue"
    pair.sqs.cancel_message_move_task(TaskHandle=handle)
    assert pair.ended()["Status"] == "CANCELLED"
    assert pair.count(pair.dead) + pair.count(pair.source) == 2
    assert pair.count(pair.dead) > 0
    again = refusal(lambda: pair.sqs.cancel_message_move_task(TaskHandle=handle))
    assert again == "AWS.SimpleQueueService.UnsupportedOperation"


def test_what_cannot_be_moved_is_refused_by_the_code_of_aws(pair: Pair) -> None:
    def start(source: str, **options: Any) -> Callable[[], Any]:
        return lambda: pair.sqs.start_message_move_task(SourceArn=source, **options)

    dead, nowhere = pair.arn(pair.dead), f"{pair.arn(pair.dead)}-nowhere"
    assert refusal(start(nowhere)) == "ResourceNotFoundException"
    assert refusal(start(dead, DestinationArn=nowhere)) == "ResourceNotFoundException"
    assert refusal(start(pair.arn(pair.source))) == "InvalidParameterValue", "it is nobody's dead-letter queue"
    assert refusal(start(dead, MaxNumberOfMessagesPerSecond=0)) == "InvalidParameterValue"
    assert refusal(start(dead, MaxNumberOfMessagesPerSecond=501)) == "InvalidParameterValue"
    assert refusal(lambda: pair.sqs.list_message_move_tasks(SourceArn=nowhere)) == "ResourceNotFoundException"
    assert refusal(lambda: pair.sqs.cancel_message_move_task(TaskHandle="none")) == "ResourceNotFoundException"
