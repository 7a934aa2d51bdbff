"""Which calls meet which fault, and what is counted of it."""

from random import Random
from typing import Any

import pytest

from tests.fault_proxy import Answer, Call, FaultProxy, Hold, Onward, delay, fault_proxy_ctx, refuse, reset

from .conftest import Clients


async def test_without_a_rule_every_call_goes_through(
    faults: FaultProxy, through: Clients, queue_url: str, bucket: str, token_parameter: str
) -> None:
    body = bytes(range(256)) * 1000
    await through.s3.put_object(Bucket=bucket, Key="ä b/c", Body=body, Metadata={"a": "b"}, IfNoneMatch="*")
    kept = await through.s3.get_object(Bucket=bucket, Key="ä b/c")
    head = await through.s3.head_object(Bucket=bucket, Key="ä b/c")
    await through.s3.head_bucket(Bucket=bucket)
    await through.s3.list_objects_v2(Bucket=bucket)
    await through.sqs.send_message(QueueUrl=queue_url, MessageBody="a")
    token = await through.ssm.get_parameter(Name=token_parameter, WithDecryption=True)

    assert await kept["Body"].read() == body
    assert (head["ContentLength"], head["Metadata"]) == (256_000, {"a": "b"})
    assert token["Parameter"]["Value"] == "right"
    assert [(call.service, call.action) for call in faults.calls] == [
        ("s3", "PutObject"),
        ("s3", "GetObject"),
        ("s3", "HeadObject"),
        ("s3", "HeadBucket"),
        ("s3", "ListObjectsV2"),
        ("sqs", "SendMessage"),
        ("ssm", "GetParameter"),
    ]
    assert faults.calls[0].key == "ä b/c"
    assert faults.injected.total() == 0


async def test_the_first_rule_that_matches_takes_the_call_as_often_as_it_says(
    faults: FaultProxy, through: Clients, queue_url: str
) -> None:
    faults.on("SendMessage", refuse(400, "First"), times=2)
    faults.on("sqs", refuse(400, "Second"), times=1)
    told = []
    for _ in range(4):
        try:
            await through.sqs.send_message(QueueUrl=queue_url, MessageBody="a")
        except through.sqs.exceptions.ClientError as refused:
            told.append(refused.response["Error"]["Code"])

    assert told == ["First", "First", "Second"]
    assert (faults.asked["SendMessage"], faults.injected["refuse"]) == (4, 3)


@pytest.mark.parametrize("match", ["*", "sqs", "SendMessage", ("PutObject", "SendMessage"), lambda c: b"aa" in c.body])
async def test_a_rule_matches_by_service_by_action_or_by_any_other_question(
    faults: FaultProxy, through: Clients, queue_url: str, match: Any
) -> None:
    faults.on(match, refuse(403, "AccessDenied"))

    with pytest.raises(through.sqs.exceptions.ClientError, match="AccessDenied"):
        await through.sqs.send_message(QueueUrl=queue_url, MessageBody="aa")


async def test_cleared_rules_apply_no_more(faults: FaultProxy, through: Clients, queue_url: str) -> None:
    faults.on("*", reset)
    faults.clear()

    assert await through.sqs.send_message(QueueUrl=queue_url, MessageBody="a")


async def test_a_share_of_the_calls_meets_a_fault_and_a_seed_repeats_which() -> None:
    def met(seed: int) -> list[str]:
        proxy = FaultProxy(nobody, kept_calls=0)
        proxy.at_random("*", 0.3, [reset, refuse(500)], Random(seed))
        call = Call("GET", "/", {}, b"")
        return [str(fault) for rule in proxy._rules for _ in range(1000) if (fault := rule.fault_for(call))]

    assert 250 < len(met(1)) < 350
    assert len(set(met(1))) == 2
    assert len(met(1)) != len(met(2))


async def nobody(_call: Call, /) -> Answer:
    raise AssertionError


async def test_faults_are_counted_under_the_word_that_made_them(faults: FaultProxy, through: Clients) -> None:
    async def of_a_test(call: Call, onward: Onward) -> Answer:
        return await onward(call)

    hold = Hold()
    hold.release()
    for fault in (delay(0), hold, of_a_test):
        faults.on("*", fault, times=1)
    for _ in range(4):
        await through.s3.list_buckets()

    assert faults.injected == {"delay": 1, "Hold": 1, "of_a_test": 1}


async def test_a_long_run_keeps_no_calls(embedded_aws: str) -> None:
    async with fault_proxy_ctx(embedded_aws, kept_calls=0) as proxy:
        await proxy.handle(Call("GET", "/", {}, b""))
        assert (len(proxy.calls), proxy.asked.total()) == (0, 1)
