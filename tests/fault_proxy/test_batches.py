"""A batch of which not every entry succeeds, and a receive that brings more or other than it should."""

from collections.abc import Mapping
from random import Random
from typing import Any

import pytest

from tests.fault_proxy import FaultProxy, deliver_again, duplicate, fail_entries, lose_entries, reorder, stale_receipt

from .conftest import Clients

TEN = [{"Id": str(n), "MessageBody": f"body {n}"} for n in range(10)]


def is_third(entry: Mapping[str, Any]) -> bool:
    return bool(entry["Id"] == "3")


@pytest.fixture
def received(sqs: Any, queue_url: str) -> Any:
    """Receives, past the proxy, all that is on the queue."""

    def bodies() -> list[str]:
        answer = sqs.receive_message(QueueUrl=queue_url, MaxNumberOfMessages=10)
        return sorted(one["Body"] for one in answer.get("Messages", []))

    return bodies


async def test_failed_entries_are_told_so_and_never_reach_the_queue(
    faults: FaultProxy, through: Clients, queue_url: str, received: Any
) -> None:
    faults.on("SendMessageBatch", fail_entries("InternalError", which=is_third))

    answer = await through.sqs.send_message_batch(QueueUrl=queue_url, Entries=TEN)

    assert [(one["Id"], one["Code"], one["SenderFault"]) for one in answer["Failed"]] == [("3", "InternalError", False)]
    assert {one["Id"] for one in answer["Successful"]} == set("012456789")
    assert received() == [f"body {n}" for n in range(10) if n != 3]


async def test_where_every_entry_fails_aws_is_not_asked(
    faults: FaultProxy, through: Clients, queue_url: str, received: Any
) -> None:
    faults.on("SendMessageBatch", fail_entries("RequestThrottled", sender_fault=True))

    answer = await through.sqs.send_message_batch(QueueUrl=queue_url, Entries=TEN)

    assert [one["SenderFault"] for one in answer["Failed"]] == [True] * 10
    assert received() == []


async def test_lost_entries_are_done_and_not_mentioned(
    faults: FaultProxy, through: Clients, queue_url: str, received: Any
) -> None:
    faults.on("SendMessageBatch", lose_entries(which=is_third))

    answer = await through.sqs.send_message_batch(QueueUrl=queue_url, Entries=TEN)

    assert {one["Id"] for one in answer["Successful"]} == set("012456789")
    assert not answer.get("Failed")
    assert len(received()) == 10


async def test_a_stale_receipt_deletes_nothing(faults: FaultProxy, through: Clients, sqs: Any, queue_url: str) -> None:
    sqs.send_message(QueueUrl=queue_url, MessageBody="a")
    [message] = (await through.sqs.receive_message(QueueUrl=queue_url))["Messages"]
    faults.on("DeleteMessageBatch", stale_receipt())

    deleted = [{"Id": "0", "ReceiptHandle": message["ReceiptHandle"]}]
    answer = await through.sqs.delete_message_batch(QueueUrl=queue_url, Entries=deleted)

    assert [(one["Code"], one["SenderFault"]) for one in answer["Failed"]] == [("ReceiptHandleIsInvalid", True)]
    left = sqs.get_queue_attributes(QueueUrl=queue_url, AttributeNames=["ApproximateNumberOfMessagesNotVisible"])
    assert left["Attributes"]["ApproximateNumberOfMessagesNotVisible"] == "1"
    assert faults.injected == {"stale_receipt": 1}


async def test_results_come_in_another_order_and_none_is_missing(
    faults: FaultProxy, through: Clients, queue_url: str
) -> None:
    faults.on("SendMessageBatch", reorder(Random(1)))

    answer = await through.sqs.send_message_batch(QueueUrl=queue_url, Entries=TEN)

    ids = [one["Id"] for one in answer["Successful"]]
    assert ids != sorted(ids) == list("0123456789")


async def test_a_receive_brings_messages_twice_but_no_more_than_it_may(
    faults: FaultProxy, through: Clients, sqs: Any, queue_url: str
) -> None:
    sqs.send_message_batch(QueueUrl=queue_url, Entries=TEN)
    faults.on("ReceiveMessage", duplicate)

    answer = await through.sqs.receive_message(QueueUrl=queue_url, MaxNumberOfMessages=10)

    handles = [one["ReceiptHandle"] for one in answer["Messages"]]
    assert (len(handles), len(set(handles))) == (10, 5)


async def test_a_later_receive_brings_the_same_deliveries_again(
    faults: FaultProxy, through: Clients, sqs: Any, queue_url: str
) -> None:
    sqs.send_message_batch(QueueUrl=queue_url, Entries=TEN)
    faults.on("ReceiveMessage", deliver_again())

    receives = [
        (await through.sqs.receive_message(QueueUrl=queue_url, MaxNumberOfMessages=4))["Messages"] for _ in range(3)
    ]

    first, second, third = ([one["ReceiptHandle"] for one in messages] for messages in receives)
    assert second[:3] == first[:3]
    assert len(set(first + second + third)) < 12
    assert all(len(messages) <= 4 for messages in receives)


async def test_an_empty_receive_stays_empty(faults: FaultProxy, through: Clients, queue_url: str) -> None:
    for fault in (duplicate, deliver_again(), reorder(Random(1))):
        faults.on("ReceiveMessage", fault, times=1)

    for _ in range(3):
        assert "Messages" not in await through.sqs.receive_message(QueueUrl=queue_url)
