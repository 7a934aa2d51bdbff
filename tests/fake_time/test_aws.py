"""SQS and S3 live by the clock of the loop, for a client over TCP as for a test that looks from outside."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Any

import pytest
from aiobotocore.session import get_session
from botocore.exceptions import ClientError

from tests.fake_time.aws import Aws
from tests.fault_proxy import FaultProxy, delay, refuse

HALF_A_DAY = 43_200


def now() -> float:
    return asyncio.get_running_loop().time()


@asynccontextmanager
async def over_tcp(service: str, aws: Aws) -> AsyncIterator[Any]:
    async with get_session().create_client(service, endpoint_url=aws.endpoint) as client:
        yield client


@pytest.mark.parametrize("visibility_timeout", [HALF_A_DAY])
async def test_a_message_in_hand_comes_again_after_half_a_day_and_not_before(sqs: Any, queue_url: str) -> None:
    sqs.send_message(QueueUrl=queue_url, MessageBody="a")

    def received() -> list[str]:
        return [one["Body"] for one in sqs.receive_message(QueueUrl=queue_url).get("Messages", [])]

    assert received() == ["a"]
    await asyncio.sleep(HALF_A_DAY - 1)
    assert received() == []
    await asyncio.sleep(2)
    assert received() == ["a"]


async def test_a_message_is_sent_and_becomes_an_object_in_virtual_time(
    sqs: Any, s3: Any, queue_url: str, bucket: str
) -> None:
    await asyncio.sleep(86_400)

    sqs.send_message(QueueUrl=queue_url, MessageBody="a")
    s3.put_object(Bucket=bucket, Key="a", Body=b"a")

    [message] = sqs.receive_message(QueueUrl=queue_url, AttributeNames=["SentTimestamp"])["Messages"]
    tomorrow = pytest.approx(time.time() + 86_400, abs=60)
    assert int(message["Attributes"]["SentTimestamp"]) / 1000 == tomorrow
    assert s3.head_object(Bucket=bucket, Key="a")["LastModified"].timestamp() == tomorrow


async def test_an_answer_is_dated_in_the_real_time_in_which_requests_are_signed(aws: Aws) -> None:
    await asyncio.sleep(86_400)

    async with over_tcp("sqs", aws) as client:
        answered = await client.list_queues()

    date = datetime.strptime(answered["ResponseMetadata"]["HTTPHeaders"]["date"], "%a, %d %b %Y %H:%M:%S %Z")
    assert abs(date.replace(tzinfo=UTC).timestamp() - time.time()) < 60


async def test_an_object_is_put_and_read_over_tcp(aws: Aws, faults: FaultProxy, s3: Any, bucket: str) -> None:
    begun = now()
    async with over_tcp("s3", aws) as client:
        await client.put_object(Bucket=bucket, Key="a/ü b.json", Body=b"{}", Metadata={"sha256": "1"}, IfNoneMatch="*")
        with pytest.raises(ClientError, match="PreconditionFailed"):
            await client.put_object(Bucket=bucket, Key="a/ü b.json", Body=b"other", IfNoneMatch="*")
        head = await client.head_object(Bucket=bucket, Key="a/ü b.json")
        body = await (await client.get_object(Bucket=bucket, Key="a/ü b.json"))["Body"].read()

    assert (head["ContentLength"], head["Metadata"], body) == (2, {"sha256": "1"}, b"{}")
    assert s3.get_object(Bucket=bucket, Key="a/ü b.json")["Body"].read() == b"{}"
    assert now() == begun
    assert faults.asked == {"PutObject": 2, "HeadObject": 1, "GetObject": 1}


async def test_a_long_poll_that_finds_nothing_takes_its_whole_wait(aws: Aws, queue_url: str) -> None:
    async with over_tcp("sqs", aws) as client:
        begun = now()
        answer = await client.receive_message(QueueUrl=queue_url, WaitTimeSeconds=10)

    assert "Messages" not in answer
    assert now() - begun == pytest.approx(10, abs=0.01)


async def test_a_long_poll_returns_when_something_is_sent(aws: Aws, sqs: Any, queue_url: str) -> None:
    async with over_tcp("sqs", aws) as client:
        begun = now()
        asyncio.get_running_loop().call_later(3, lambda: sqs.send_message(QueueUrl=queue_url, MessageBody="a"))
        answer = await client.receive_message(QueueUrl=queue_url, WaitTimeSeconds=10)

    assert [one["Body"] for one in answer["Messages"]] == ["a"]
    assert now() - begun == pytest.approx(3, abs=0.01)


async def test_a_long_poll_returns_when_something_shows_itself_again(aws: Aws, sqs: Any, queue_url: str) -> None:
    sqs.send_message(QueueUrl=queue_url, MessageBody="late", DelaySeconds=4)
    async with over_tcp("sqs", aws) as client:
        begun = now()
        await client.receive_message(QueueUrl=queue_url, WaitTimeSeconds=10, VisibilityTimeout=7)
        assert now() - begun == pytest.approx(4, abs=0.01)
        await client.receive_message(QueueUrl=queue_url, WaitTimeSeconds=10)
        assert now() - begun == pytest.approx(11, abs=0.01)


async def test_what_is_made_visible_at_once_is_received_in_the_same_instant(sqs: Any, queue_url: str) -> None:
    sqs.send_message(QueueUrl=queue_url, MessageBody="a")
    [message] = sqs.receive_message(QueueUrl=queue_url)["Messages"]

    sqs.change_message_visibility(QueueUrl=queue_url, ReceiptHandle=message["ReceiptHandle"], VisibilityTimeout=0)

    assert sqs.receive_message(QueueUrl=queue_url)["Messages"]


@pytest.mark.parametrize("max_receives", [2])
async def test_a_message_that_nobody_deletes_ends_in_the_dead_letter_queue(
    sqs: Any, queue_url: str, dead_letter_queue_url: str
) -> None:
    sqs.send_message(QueueUrl=queue_url, MessageBody="a")

    for _ in range(3):
        sqs.receive_message(QueueUrl=queue_url)
        await asyncio.sleep(31)

    assert sqs.receive_message(QueueUrl=dead_letter_queue_url)["Messages"][0]["Body"] == "a"


async def test_what_outlives_its_retention_is_gone_and_hides_nothing(sqs: Any, queue_url: str) -> None:
    sqs.send_message(QueueUrl=queue_url, MessageBody="old")
    await asyncio.sleep(4 * 86_400 + 1)
    sqs.send_message(QueueUrl=queue_url, MessageBody="new")

    received = sqs.receive_message(QueueUrl=queue_url, MaxNumberOfMessages=10)["Messages"]

    assert [one["Body"] for one in received] == ["new"]


async def test_a_message_may_stay_in_hand_for_half_a_day_from_each_receive(sqs: Any, queue_url: str) -> None:
    sqs.send_message(QueueUrl=queue_url, MessageBody="a")
    await asyncio.sleep(2 * HALF_A_DAY)
    [message] = sqs.receive_message(QueueUrl=queue_url)["Messages"]

    await asyncio.sleep(60)

    entries = [
        {"Id": str(seconds), "ReceiptHandle": message["ReceiptHandle"], "VisibilityTimeout": seconds}
        for seconds in (900, HALF_A_DAY)
    ]
    answer = sqs.change_message_visibility_batch(QueueUrl=queue_url, Entries=entries)

    assert [one["Id"] for one in answer["Successful"]] == ["900"]
    assert [(one["Id"], one["Code"]) for one in answer["Failed"]] == [("43200", "InvalidParameterValue")]


async def test_a_fault_stands_between_a_client_and_aws_but_not_before_the_test(
    aws: Aws, faults: FaultProxy, sqs: Any, queue_url: str
) -> None:
    faults.on("ReceiveMessage", refuse(403, "AccessDenied"))

    async with over_tcp("sqs", aws) as client:
        with pytest.raises(ClientError, match="AccessDenied"):
            await client.receive_message(QueueUrl=queue_url)
        await client.send_message(QueueUrl=queue_url, MessageBody="a")

    assert sqs.receive_message(QueueUrl=queue_url)["Messages"][0]["Body"] == "a"


async def test_a_slow_answer_is_slow_by_the_clock_of_the_loop(aws: Aws, faults: FaultProxy) -> None:
    faults.on("ListQueues", delay(50))
    async with over_tcp("sqs", aws) as client:
        begun = now()
        await client.list_queues()

    assert now() - begun == pytest.approx(50, abs=0.01)
