"""Each call to SQS and S3 has the effect, and ends in the errors, that it has by the SDK."""

import asyncio
from contextlib import AsyncExitStack
from hashlib import sha256
from uuid import uuid4

import pytest
from aiobotocore.config import AioConfig

from svc_kit.aws.client import session
from svc_kit.aws.clock import CLOCK
from svc_kit.aws.errors import AwsError, translated
from svc_kit.aws.outcome import Verdict
from svc_kit.aws.outgoing import Outgoing, entries_of
from svc_kit.aws.s3 import bucket_ctx
from svc_kit.aws.sqs import queue_ctx
from tests.fault_proxy import clock_skew, fail_entries, lose_answer, refuse

KEYS = ["emails/1.json", "Grüße +&=%2F~.json", "a//b/../c", "€" * 50]


@pytest.fixture
async def sdk(faults):
    once = AioConfig(retries={"mode": "standard", "total_max_attempts": 1})
    async with AsyncExitStack() as stack:
        yield {
            name: await stack.enter_async_context(session().create_client(name, endpoint_url=faults.url, config=once))
            for name in ("sqs", "s3")
        }


@pytest.fixture
async def queue(faults, queue_url):  # noqa: ARG001 - it is reached through them
    async with queue_ctx(queue_url, connections=4) as made:
        yield made


@pytest.fixture
async def kept(faults, bucket):  # noqa: ARG001 - it is reached through them
    async with bucket_ctx(bucket, connections=4) as made:
        yield made


async def ends_alike(mine, theirs):
    """What both calls are told, which is one and the same."""
    with pytest.raises(AwsError) as ours:
        await mine
    with pytest.raises(AwsError) as the_sdks, translated():
        await theirs
    told = [(one.value.code, one.value.message, one.value.status, one.value.refused) for one in (ours, the_sdks)]
    assert told[0] == told[1]
    return told[0]


@pytest.mark.parametrize("text", ["a", 'Grüße "\\\n\t€ \U0001f600', "x" * 100_000])
async def test_what_is_sent_is_what_the_sdk_receives_and_the_other_way_round(queue, sdk, text):
    entries = [Outgoing(text, {"email_id": "1"}), Outgoing("b", {})]
    told = await queue.send_batch(entries)
    by_us = await sdk["sqs"].receive_message(QueueUrl=queue.url, MaxNumberOfMessages=10, MessageAttributeNames=["All"])
    await sdk["sqs"].send_message_batch(QueueUrl=queue.url, Entries=entries_of(entries))
    by_the_sdk = await queue.receive(10, 0)

    assert [one.verdict for one in told] == [Verdict.CONFIRMED] * 2
    seen = {
        (one["Body"], *(v["StringValue"] for v in one.get("MessageAttributes", {}).values()))
        for one in by_us["Messages"]
    }
    assert seen == {(one.body, *one.attributes.values()) for one in by_the_sdk} == {(text, "1"), ("b",)}
    assert {one.receives for one in by_the_sdk} == {1}


async def test_what_is_deleted_or_shown_again_is_so_for_the_sdk(queue, sdk):
    await queue.send_batch([Outgoing(text, {}) for text in "abc"])
    messages = sorted(await queue.receive(10, 0), key=lambda one: one.body)

    assert await queue.delete(messages[:1]) == [None]
    assert await queue.hide([(messages[1], 0), (messages[2], 3600)]) == [None, None]

    left = await sdk["sqs"].receive_message(QueueUrl=queue.url, MaxNumberOfMessages=10)
    assert [one["Body"] for one in left["Messages"]] == ["b"]
    assert await queue.visibility_timeout() == 30


async def test_a_queue_or_receipt_that_is_not_there_is_told_as_the_sdk_tells_it(queue, sdk):
    missing = f"{queue.url}-not"
    async with queue_ctx(missing, connections=1) as nowhere:
        told = await ends_alike(nowhere.receive(1, 0), sdk["sqs"].receive_message(QueueUrl=missing))
        await ends_alike(
            nowhere.reachable(), sdk["sqs"].get_queue_attributes(QueueUrl=missing, AttributeNames=["QueueArn"])
        )
    assert told[0] == "AWS.SimpleQueueService.NonExistentQueue"

    [message] = [await queue.send_batch([Outgoing("a", {})]), *await queue.receive(1, 0)][1:]
    await queue.delete([message])
    forged = type(message)(message.id, "forged", "a", {}, 1, 0)
    [ours] = await queue.hide([(forged, 1)])
    theirs = await sdk["sqs"].change_message_visibility_batch(
        QueueUrl=queue.url, Entries=[{"Id": "0", "ReceiptHandle": "forged", "VisibilityTimeout": 1}]
    )
    assert ours.code == theirs["Failed"][0]["Code"]


@pytest.mark.parametrize(
    ("status", "code"),
    [(403, "AccessDenied"), (400, "QueueDoesNotExist"), (400, "RequestThrottled"), (503, "ServiceUnavailable")],
)
async def test_a_refusal_of_sqs_is_told_as_the_sdk_tells_it(faults, queue, sdk, status, code):
    faults.on("sqs", refuse(status, code))

    await ends_alike(queue.receive(1, 0), sdk["sqs"].receive_message(QueueUrl=queue.url))
    assert (await queue.send_batch([Outgoing("a", {})]))[0].verdict is not Verdict.CONFIRMED


async def test_entries_that_fail_are_told_one_by_one(faults, queue):
    faults.on("SendMessageBatch", fail_entries("InternalError", which=lambda entry: entry["MessageBody"] == "b"))

    told = await queue.send_batch([Outgoing("a", {}), Outgoing("b", {})])

    assert [one.verdict for one in told] == [Verdict.CONFIRMED, Verdict.LATER]


@pytest.mark.parametrize("key", KEYS)
async def test_an_object_is_written_once_and_is_what_the_sdk_reads(kept, sdk, bucket, key):
    body = '{"a": "Grüße"}'.encode()

    assert await kept.put_if_absent(key, body, {"sha256": sha256(body).hexdigest(), "message-id": "m"})
    assert not await kept.put_if_absent(key, b"other", {"sha256": "x"})

    found = await sdk["s3"].get_object(Bucket=bucket, Key=key)
    assert (await found["Body"].read(), found["ContentType"]) == (body, "application/json")
    assert found["Metadata"] == await kept.metadata(key) == {"sha256": sha256(body).hexdigest(), "message-id": "m"}


async def test_an_object_of_the_sdk_is_in_the_way(kept, sdk, bucket):
    for key in KEYS:
        await sdk["s3"].put_object(Bucket=bucket, Key=key, Body=b"a", Metadata={"Sha256": "b"}, IfNoneMatch="*")

        assert not await kept.put_if_absent(key, b"c", {})
        assert await kept.metadata(key) == (await sdk["s3"].head_object(Bucket=bucket, Key=key))["Metadata"]


async def test_an_object_or_bucket_that_is_not_there_is_told_as_the_sdk_tells_it(kept, sdk, bucket):
    assert await kept.reachable()
    told = await ends_alike(kept.metadata("none"), sdk["s3"].head_object(Bucket=bucket, Key="none"))
    assert told[:3] == ("404", "Not Found", 404)

    missing = f"not-{uuid4()}"
    async with bucket_ctx(missing, connections=1) as nowhere:
        await ends_alike(nowhere.reachable(), sdk["s3"].head_bucket(Bucket=missing))
        await ends_alike(
            nowhere.put_if_absent("a", b"", {}), sdk["s3"].put_object(Bucket=missing, Key="a", IfNoneMatch="*")
        )


@pytest.mark.parametrize(
    ("status", "code"), [(403, "AccessDenied"), (503, "SlowDown"), (409, "ConditionalRequestConflict"), (500, "")]
)
async def test_a_refusal_of_s3_is_told_as_the_sdk_tells_it(faults, kept, sdk, bucket, status, code):
    faults.on("s3", refuse(status, code))

    await ends_alike(kept.put_if_absent("a", b"", {}), sdk["s3"].put_object(Bucket=bucket, Key="a", IfNoneMatch="*"))
    await ends_alike(kept.metadata("a"), sdk["s3"].head_object(Bucket=bucket, Key="a"))


async def test_a_write_of_which_the_answer_is_lost_was_a_write(faults, kept, sdk, bucket):
    assert await kept.put_if_absent("first", b"", {})
    faults.on("PutObject", lose_answer, times=1)

    assert not await kept.put_if_absent("a", b"b", {"sha256": "c"}), "it was asked again, and found it done"

    assert await kept.metadata("a") == {"sha256": "c"}
    assert (await sdk["s3"].head_object(Bucket=bucket, Key="a"))["ContentLength"] == 1


async def test_a_queue_that_answers_no_json_is_an_error(faults, queue):
    async def garbage(call, onward):
        answer = await onward(call)
        return type(answer)(200, answer.headers, b"{bad")

    faults.on("sqs", garbage)

    with pytest.raises(AwsError, match="MalformedAnswer"):
        await queue.receive(1, 0)


@pytest.mark.parametrize("refused", ["ExpiredToken", "InvalidClientTokenId"])
async def test_credentials_that_are_refused_are_asked_for_anew_and_the_call_is_repeated(
    faults, queue, monkeypatch, refused
):
    assert await queue.receive(1, 0) == []
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "new")
    old = refuse(403, refused)

    async def refuse_the_old(call, onward):
        return await (onward(call) if "Credential=new/" in call.headers["Authorization"] else old(call, onward))

    faults.on("sqs", refuse_the_old)

    assert await asyncio.gather(*(queue.receive(1, 0) for _ in range(3))) == [[]] * 3
    assert faults.asked["ReceiveMessage"] <= 1 + 2 * 3


async def test_credentials_that_stay_refused_are_an_error(faults, queue):
    faults.on("sqs", refuse(403, "ExpiredToken"))

    with pytest.raises(AwsError, match="ExpiredToken"):
        await queue.receive(1, 0)


@pytest.mark.parametrize("seconds", [-3600, 3600])
async def test_a_wrong_clock_is_corrected(faults, queue, kept, seconds, monkeypatch):
    monkeypatch.setattr(CLOCK, "_ahead", CLOCK._ahead)
    faults.on("*", clock_skew(seconds))

    assert await queue.receive(1, 0) == []
    assert await kept.put_if_absent("a", b"", {})
    assert len(faults.calls_of("ReceiveMessage")) == 2
