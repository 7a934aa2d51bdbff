"""What must hold of a delivery under any fault, against a fault proxy: each test is one promise of the consumer."""

import re
import signal

import pytest

from tests.fault_proxy import (
    Answer,
    Hold,
    deliver_again,
    duplicate,
    fail_entries,
    lose_answer,
    lose_entries,
    refuse,
    reset,
    stale_receipt,
    truncate,
)

BODY = '{"email_subject":"Grüße","email_content":"b"}'


@pytest.fixture(autouse=True)
def short_pauses(monkeypatch):
    monkeypatch.setattr("consumer_svc.poller.LONGEST_PAUSE", 0.05)
    monkeypatch.setattr("consumer_svc.deleter.LONGEST_PAUSE", 0.05)
    monkeypatch.setattr("consumer_svc.settler.FIRST_BACKOFF", 0)


async def counted(client):
    async with client.get("/metrics") as metrics:
        return await metrics.text()


async def test_what_a_delete_batch_reports_as_failed_is_deleted_again(faults, start, mail, eventually):
    """DeleteMessageBatch answers 200 with Failed[] (sqs-consumer #193, #807)."""
    faults.on("DeleteMessageBatch", fail_entries("InternalError", which=lambda entry: entry["Id"] == "0"), times=2)
    for _ in range(10):
        mail.send()

    client = await start()

    await eventually(mail.gone)
    assert "sluice_duplicates_total 0.0" in await counted(client)
    assert faults.asked["DeleteMessageBatch"] >= 3


async def test_what_a_delete_batch_does_not_mention_is_deleted_again(faults, start, mail, eventually):
    faults.on("DeleteMessageBatch", lose_entries(which=lambda entry: entry["Id"] == "0"), times=1)
    for _ in range(10):
        mail.send()

    await start()

    await eventually(mail.gone)
    await eventually(lambda: faults.asked["DeleteMessageBatch"] >= 2)
    assert len(mail.objects()) == 10


async def test_a_retried_delete_takes_the_receipt_of_the_newest_delivery(faults, start, mail, eventually):
    """A retry uses a stale receipt handle, keyed by MessageId (SlimMessageBus #473)."""
    mail.sqs.set_queue_attributes(QueueUrl=mail.queue_url, Attributes={"VisibilityTimeout": "1"})
    faults.on("ChangeMessageVisibilityBatch", stale_receipt())
    receipts: list[str] = []

    async def only_the_second(call, onward):
        receipts.extend(entry["ReceiptHandle"] for entry in call.entries)
        if len(set(receipts)) > 1:
            return await onward(call)
        return await fail_entries("InternalError")(call, onward)

    faults.on("DeleteMessageBatch", only_the_second)
    mail.send()
    await start()

    await eventually(mail.gone)
    assert len(set(receipts)) == 2
    assert faults.asked["PutObject"] <= 2


async def test_a_message_that_a_receive_brings_twice_is_deleted_under_both_receipts(faults, start, mail, eventually):
    """Duplicate ids in one batch (redpanda connect #182)."""
    faults.on("ReceiveMessage", duplicate)
    sent = {f"emails/{mail.send()}.json" for _ in range(20)}

    await start()

    await eventually(mail.gone)
    assert set(mail.objects()) == sent
    for call in faults.calls_of("DeleteMessageBatch"):
        ids = [entry["Id"] for entry in call.entries]
        assert len(ids) == len(set(ids))


async def test_a_message_that_comes_again_while_in_hand_is_not_archived_twice(faults, start, mail, eventually):
    faults.on("ReceiveMessage", deliver_again())
    faults.on("DeleteMessageBatch", fail_entries("InternalError"), times=3)
    sent = {f"emails/{mail.send()}.json" for _ in range(20)}

    await start()

    await eventually(mail.gone)
    assert set(mail.objects()) == sent


async def answer_html(_call, _onward):
    return Answer(200, {"Content-Type": "text/html"}, b"<html>")


@pytest.mark.parametrize(
    "fault",
    [refuse(500), refuse(400, "QueueDoesNotExist"), refuse(403, "AccessDenied"), reset, truncate(), answer_html],
    ids=["500", "no queue", "access denied", "reset", "truncated", "html"],
)
@pytest.mark.parametrize("action", ["ReceiveMessage", "DeleteMessageBatch", "ChangeMessageVisibilityBatch"])
async def test_no_fault_of_sqs_ends_the_loop(faults, start, mail, eventually, action, fault):
    """An expired handle or a missing queue (boto3 #2898, Brighter #4040), a network error (celery #8243)."""
    mail.sqs.set_queue_attributes(QueueUrl=mail.queue_url, Attributes={"VisibilityTimeout": "1"})
    faults.on(action, fault, times=3)
    mail.send("no json")
    for _ in range(3):
        mail.send()

    client = await start()
    email_id = None

    async def all_but_the_poison():
        return len(mail.objects()) >= 3

    await eventually(all_but_the_poison)
    email_id = mail.send()
    await eventually(lambda: f"emails/{email_id}.json" in mail.objects())
    async with client.get("/health") as health:
        assert health.status == 200


async def test_only_a_queue_that_has_answered_is_polled_long(faults, start, eventually):
    faults.on("ReceiveMessage", refuse(500), times=1)
    client = await start(WAIT_TIME_SECONDS="1")

    async def ready():
        async with client.get("/ready") as answered:
            return answered.status == 200

    await eventually(ready)
    await eventually(lambda: faults.asked["ReceiveMessage"] >= 3)
    assert [call.content["WaitTimeSeconds"] for call in faults.calls_of("ReceiveMessage")][:3] == [0, 0, 1]


async def test_one_bad_entry_does_not_refuse_the_deletes_beside_it(faults, start, mail, eventually):
    """A request-level 4xx for a batch of n > 1: sent again one by one."""
    refused: list[str] = []

    async def refuse_the_batch_of_one(call, onward):
        bodies = [entry["ReceiptHandle"] for entry in call.entries]
        refused[:] = refused or bodies[:1]
        if refused[0] in bodies:
            return await refuse(400, "InvalidParameterValue")(call, onward)
        return await onward(call)

    faults.on("DeleteMessageBatch", refuse_the_batch_of_one)
    for _ in range(10):
        mail.send()
    client = await start()

    async def only_one_is_left():
        return 'reason="undeleted"} 1.0' in await counted(client)

    await eventually(only_one_is_left)
    names = ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"]
    left = mail.sqs.get_queue_attributes(QueueUrl=mail.queue_url, AttributeNames=names)["Attributes"]
    assert sum(int(left[name]) for name in names) == 1


@pytest.mark.parametrize(
    "fault",
    [refuse(503, "SlowDown"), refuse(500), refuse(409, "ConditionalRequestConflict"), reset],
    ids=["slow down", "500", "conflict", "reset"],
)
async def test_what_s3_refuses_for_a_moment_is_tried_again_in_the_same_hand(faults, start, mail, eventually, fault):
    faults.on("PutObject", fault, times=3)
    sent = {f"emails/{mail.send()}.json" for _ in range(5)}

    client = await start()

    await eventually(mail.gone)
    assert set(mail.objects()) == sent
    left = re.findall(r"^sluice_messages_left_total\{.*\} (.*)$", await counted(client), re.MULTILINE)
    assert set(left) == {"0.0"}, "each reason is there, and none was one"
    assert faults.asked["PutObject"] == 8


async def test_an_object_whose_confirmation_was_lost_is_no_conflict(faults, start, mail, eventually):
    faults.on("PutObject", lose_answer, times=1)
    email_id = mail.send(BODY)

    client = await start()

    await eventually(mail.gone)
    assert mail.objects() == {f"emails/{email_id}.json": BODY}
    assert "sluice_duplicates_total 1.0" in await counted(client)


STAGES = {
    "received": ("ReceiveMessage", True),
    "before the object": ("PutObject", False),
    "after the object": ("PutObject", True),
    "before the delete": ("DeleteMessageBatch", False),
    "after the delete": ("DeleteMessageBatch", True),
}


@pytest.mark.parametrize("stage", STAGES)
async def test_a_kill_loses_and_doubles_nothing(faults, run_service, environment, mail, eventually, stage):
    mail.sqs.set_queue_attributes(QueueUrl=mail.queue_url, Attributes={"VisibilityTimeout": "1"})
    action, answered = STAGES[stage]
    hold = Hold(answered=answered)
    sent = {f"emails/{mail.send(BODY)}.json": BODY for _ in range(5)}
    faults.on(action, hold)
    first = await run_service("consumer_svc", **environment)
    await hold.arrived.wait()

    first.process.kill()
    faults.clear()
    await run_service("consumer_svc", **environment)

    await eventually(mail.gone)
    assert mail.objects() == sent
    hold.release()


async def test_a_stop_under_load_loses_and_doubles_nothing(run_service, environment, mail, eventually):
    """Shutdown under load (celery #4002)."""
    sent = {f"emails/{mail.send(BODY)}.json": BODY for _ in range(60)}
    first = await run_service("consumer_svc", **environment)
    await first.event("message archived")

    first.process.send_signal(signal.SIGTERM)
    assert (await first.end())[0] == 0

    hidden = "ApproximateNumberOfMessagesNotVisible"
    left = mail.sqs.get_queue_attributes(QueueUrl=mail.queue_url, AttributeNames=[hidden])["Attributes"]
    assert left[hidden] == "0"
    await run_service("consumer_svc", **environment)
    await eventually(mail.gone)
    assert mail.objects() == sent
