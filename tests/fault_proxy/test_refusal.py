"""AWS says no, and SQS to more than the embedded AWS does."""

from typing import Any

import pytest
from botocore.exceptions import ClientError

from tests.fault_proxy import FaultProxy, refuse

from .conftest import Clients


def told(refused: pytest.ExceptionInfo[ClientError]) -> tuple[int, str]:
    response = refused.value.response
    return response["ResponseMetadata"]["HTTPStatusCode"], response["Error"]["Code"]


async def test_each_service_refuses_in_its_own_protocol(faults: FaultProxy, through: Clients, queue_url: str) -> None:
    faults.on("s3", refuse(503, "SlowDown"))
    faults.on("ssm", refuse(400, "ThrottlingException"))
    faults.on("sqs", refuse(400, "QueueDoesNotExist"))

    with pytest.raises(ClientError) as of_s3:
        await through.s3.put_object(Bucket="b", Key="k", Body=b"x")
    with pytest.raises(ClientError) as of_head:
        await through.s3.head_object(Bucket="b", Key="k")
    with pytest.raises(ClientError) as of_ssm:
        await through.ssm.get_parameter(Name="a")
    with pytest.raises(through.sqs.exceptions.QueueDoesNotExist) as of_sqs:
        await through.sqs.receive_message(QueueUrl=queue_url)

    assert told(of_s3) == (503, "SlowDown")
    assert told(of_head) == (503, "503")
    assert told(of_ssm) == (400, "ThrottlingException")
    assert told(of_sqs) == (400, "AWS.SimpleQueueService.NonExistentQueue")


def entries(*bodies: str) -> list[dict[str, Any]]:
    return [{"Id": str(n), "MessageBody": body} for n, body in enumerate(bodies)]


def attribute(value: str) -> dict[str, Any]:
    return {"MessageAttributes": {"a": {"DataType": "String", "StringValue": value}}}


def traced(value: str) -> dict[str, Any]:
    return {"MessageSystemAttributes": {"AWSTraceHeader": {"DataType": "String", "StringValue": value}}}


NINE = entries(*"abcdefghi")
HALF = "x" * 524_288


@pytest.mark.parametrize(
    ("batch", "code"),
    [
        (entries(*"abcdefghi", "\ufffe"), "InvalidMessageContents"),
        (entries(*"abcdefghi", "\uffff"), "InvalidMessageContents"),
        (entries(*"abcdefghi", "\0"), "InvalidMessageContents"),
        (entries(*"abcdefghi", "\x0b"), "InvalidMessageContents"),
        ([*NINE, {"Id": "9", "MessageBody": "x", **attribute("\x01")}], "InvalidParameterValue"),
        ([*NINE, {"Id": "9", "MessageBody": "x", **traced("garbage")}], "InvalidParameterValue"),
        ([*NINE, {"Id": "0", "MessageBody": "x"}], "AWS.SimpleQueueService.BatchEntryIdsNotDistinct"),
        (entries(HALF, HALF, "x"), "AWS.SimpleQueueService.BatchRequestTooLong"),
        ([], "AWS.SimpleQueueService.EmptyBatchRequest"),
    ],
    ids=["U+FFFE", "U+FFFF", "NUL", "VT", "attribute", "trace header", "ids", "1 MiB and a byte", "empty"],
)
async def test_a_batch_with_one_entry_that_sqs_does_not_take_is_refused_whole(
    through: Clients, sqs: Any, queue_url: str, batch: list[dict[str, Any]], code: str
) -> None:
    with pytest.raises(ClientError) as refused:
        await through.sqs.send_message_batch(QueueUrl=queue_url, Entries=batch)

    assert told(refused) == (400, code)
    assert "Messages" not in sqs.receive_message(QueueUrl=queue_url)


async def test_a_message_that_sqs_does_not_take_is_refused_alone_too(through: Clients, queue_url: str) -> None:
    with pytest.raises(ClientError) as of_its_content:
        await through.sqs.send_message(QueueUrl=queue_url, MessageBody="\ufffe")
    with pytest.raises(ClientError) as of_its_length:
        await through.sqs.send_message(QueueUrl=queue_url, MessageBody=HALF + HALF[:-7], **attribute("x"))

    assert told(of_its_content) == (400, "InvalidMessageContents")
    assert told(of_its_length) == (400, "InvalidParameterValue")


async def test_what_sqs_takes_goes_through(through: Clients, queue_url: str) -> None:
    trace = traced("Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1")
    batch = [*entries("a\t\r\nä\u2028😀\ud7ff\ue000\ufffd", HALF), {"Id": "9", "MessageBody": "x", **trace}]

    answer = await through.sqs.send_message_batch(QueueUrl=queue_url, Entries=batch)

    assert len(answer["Successful"]) == 3
