"""What a client sees of a bad network."""

import asyncio
import socket
from time import monotonic
from typing import Any

import aiohttp
import pytest
from botocore.exceptions import BotoCoreError
from yarl import URL

from tests.fault_proxy import FaultProxy, Hold, delay, lose_answer, reset, truncate

from .conftest import Clients


def asked_by_hand(url: str) -> bytes:
    """What a socket receives that asks for the list of all buckets."""
    address = URL(url)
    with socket.create_connection((address.host, address.port)) as client:
        client.sendall(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")
        return client.recv(100_000)


async def test_a_reset_reaches_the_client_as_one_and_aws_not_at_all(
    faults: FaultProxy, through: Clients, sqs: Any, queue_url: str
) -> None:
    faults.on("*", reset)

    with pytest.raises(ConnectionResetError):
        await asyncio.to_thread(asked_by_hand, faults.url)
    with pytest.raises(BotoCoreError):
        await through.sqs.send_message(QueueUrl=queue_url, MessageBody="a")

    assert "Messages" not in sqs.receive_message(QueueUrl=queue_url)


async def test_a_lost_answer_is_a_reset_of_a_call_that_took_effect(
    faults: FaultProxy, through: Clients, sqs: Any, queue_url: str
) -> None:
    faults.on("*", lose_answer)

    with pytest.raises(ConnectionResetError):
        await asyncio.to_thread(asked_by_hand, faults.url)
    with pytest.raises(BotoCoreError):
        await through.sqs.send_message(QueueUrl=queue_url, MessageBody="a")

    assert [one["Body"] for one in sqs.receive_message(QueueUrl=queue_url)["Messages"]] == ["a"]


async def test_a_truncated_answer_announces_more_than_comes(faults: FaultProxy, s3: Any, bucket: str) -> None:
    s3.put_object(Bucket=bucket, Key="a", Body=b"x" * 1000)
    faults.on("GetObject", truncate(0.5))
    url = s3.generate_presigned_url("get_object", Params={"Bucket": bucket, "Key": "a"})
    behind_the_proxy = faults.url + URL(url).raw_path_qs

    async with aiohttp.ClientSession() as client, client.get(URL(behind_the_proxy, encoded=True)) as answer:
        assert (answer.status, answer.headers["Content-Length"]) == (200, "1000")
        with pytest.raises(aiohttp.ClientPayloadError):
            await answer.read()


async def test_a_delayed_call_takes_so_much_longer(faults: FaultProxy, through: Clients, queue_url: str) -> None:
    faults.on("SendMessage", delay(0.3))
    started = monotonic()

    await through.sqs.send_message(QueueUrl=queue_url, MessageBody="a")

    assert monotonic() - started >= 0.3


@pytest.mark.parametrize("answered", [False, True])
async def test_a_call_is_held_before_aws_or_behind_it(
    faults: FaultProxy, through: Clients, sqs: Any, queue_url: str, answered: bool
) -> None:
    hold = Hold(answered=answered)
    faults.on("SendMessage", hold)
    sending = asyncio.create_task(through.sqs.send_message(QueueUrl=queue_url, MessageBody="a"))
    await hold.arrived.wait()

    held = sqs.get_queue_attributes(QueueUrl=queue_url, AttributeNames=["ApproximateNumberOfMessages"])
    assert held["Attributes"]["ApproximateNumberOfMessages"] == ("1" if answered else "0")
    assert not sending.done()
    hold.release()

    assert (await sending)["MD5OfMessageBody"]
    assert len(sqs.receive_message(QueueUrl=queue_url)["Messages"]) == 1
