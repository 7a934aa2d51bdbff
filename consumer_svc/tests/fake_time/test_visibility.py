"""What is in hand stays hidden on the queue until its delete is confirmed."""

import asyncio

import pytest

from tests.fault_proxy import Hold, delay, fail_entries, refuse, stale_receipt

TIMEOUTS = pytest.mark.parametrize("visibility_timeout", [1, 30, 43_200])
FAILING = fail_entries("InternalError")


@pytest.fixture
def receives(faults):
    """How often each message was delivered, by what the queue itself counts."""
    counted = {}

    async def count(call, onward):
        answer = await onward(call)
        for message in answer.content.get("Messages", []):
            counted[message["MessageId"]] = int(message["Attributes"]["ApproximateReceiveCount"])
        return answer

    faults.on("ReceiveMessage", count)
    return counted


def extensions(faults):
    return [
        entry["VisibilityTimeout"] for call in faults.calls_of("ChangeMessageVisibilityBatch") for entry in call.entries
    ]


@TIMEOUTS
async def test_a_slow_object_is_delivered_once(faults, start, mail, receives):
    faults.on("PutObject", delay(4), times=2)
    sent = {f"emails/{mail.send()}.json" for _ in range(2)}

    await start()
    await asyncio.sleep(60)

    assert set(mail.objects()) == sent
    assert mail.gone()
    assert list(receives.values()) == [1, 1]


@TIMEOUTS
async def test_what_is_archived_stays_hidden_until_its_delete_is_confirmed(faults, start, mail, receives):
    faults.on("DeleteMessageBatch", FAILING)
    sent = {f"emails/{mail.send()}.json" for _ in range(12)}
    await start()

    await asyncio.sleep(120)
    assert set(receives.values()) == {1}
    assert not mail.gone()

    faults.clear()
    await asyncio.sleep(30)
    assert mail.gone()
    assert set(mail.objects()) == sent
    assert faults.asked["PutObject"] == 12


async def test_each_third_of_the_timeout_it_is_asked_for_anew(faults, start, mail):
    faults.on("DeleteMessageBatch", FAILING)
    mail.send()

    await start()
    await asyncio.sleep(600)

    asked = extensions(faults)
    assert set(asked) == {30}
    assert 600 / 20 <= len(asked) <= 600 / 10


@pytest.mark.parametrize("visibility_timeout", [30])
async def test_the_timeout_is_the_queues_own_also_when_it_is_changed(faults, start, mail, sqs):
    client = await start()
    await asyncio.sleep(1)
    sqs.set_queue_attributes(QueueUrl=mail.queue_url, Attributes={"VisibilityTimeout": "90"})
    await asyncio.sleep(400)
    faults.on("DeleteMessageBatch", FAILING)
    mail.send()

    await asyncio.sleep(200)

    assert set(extensions(faults)) == {90}
    assert client


@pytest.fixture
def half_a_day(monkeypatch):
    """Of few calls, since each takes real time."""
    monkeypatch.setattr("consumer_svc.deleter.LONGEST_PAUSE", 600)
    return {"POLL_INTERVAL_SECONDS": "3600"}


@pytest.mark.parametrize("visibility_timeout", [43_200])
async def test_no_message_is_hidden_for_longer_than_sqs_allows(faults, start, mail, half_a_day):
    faults.on("DeleteMessageBatch", FAILING)
    mail.send()
    await start(**half_a_day)

    await asyncio.sleep(43_200 - 1200)

    assert extensions(faults) == []
    faults.clear()
    await asyncio.sleep(1200)
    assert mail.gone()


@pytest.mark.parametrize("visibility_timeout", [30_000])
async def test_the_last_extension_ends_where_sqs_allows_no_more(faults, start, mail, receives, half_a_day):
    faults.on("DeleteMessageBatch", FAILING)
    mail.send()
    await start(**half_a_day)

    await asyncio.sleep(43_100)

    asked = extensions(faults)
    assert asked[0] == 30_000
    assert sorted(asked, reverse=True) == asked
    assert len(asked) < 20
    assert set(receives.values()) == {1}


@pytest.mark.parametrize("visibility_timeout", [1])
async def test_a_heartbeat_that_fails_once_is_tried_again_in_time(faults, start, mail, receives):
    faults.on("PutObject", delay(4), times=1)
    faults.on("ChangeMessageVisibilityBatch", refuse(500), times=1)
    mail.send()

    await start()
    await asyncio.sleep(20)

    assert mail.gone()
    assert list(receives.values()) == [1]


@pytest.mark.parametrize("visibility_timeout", [1, 30])
async def test_the_drain_goes_on_keeping_messages_hidden(faults, start, mail, receives, stop):
    hold = Hold()
    faults.on("PutObject", hold)
    mail.send()
    await start(POLL_INTERVAL_SECONDS="0", CONCURRENCY="1")
    await hold.arrived.wait()

    stopping = asyncio.create_task(stop())
    await asyncio.sleep(4)
    seen = receives.copy()
    hold.release()
    await stopping

    assert list(seen.values()) == [1]
    assert mail.gone()
    assert len(mail.objects()) == 1


@pytest.mark.parametrize("visibility_timeout", [2])
async def test_what_is_delivered_again_while_in_hand_is_deleted_by_its_newest_receipt(faults, start, mail, receives):
    faults.on("ChangeMessageVisibilityBatch", stale_receipt())
    faults.on("PutObject", delay(4))
    email_id = mail.send()

    await start()
    await asyncio.sleep(30)

    assert max(receives.values()) > 1
    assert set(mail.objects()) == {f"emails/{email_id}.json"}
    assert mail.gone()
    assert faults.asked["PutObject"] == 1


@pytest.mark.parametrize("visibility_timeout", [2])
async def test_a_delete_by_an_older_receipt_is_not_believed(faults, start, mail):
    """SQS may answer it with success and keep the message (DeleteMessage, API reference)."""
    delivered_again = asyncio.Event()

    async def note(call, onward):
        answer = await onward(call)
        if any(one["Attributes"]["ApproximateReceiveCount"] == "2" for one in answer.content.get("Messages", [])):
            delivered_again.set()
        return answer

    async def succeed_without_effect(call, onward):
        await asyncio.wait_for(delivered_again.wait(), 4)
        answer = await fail_entries()(call, onward)
        return answer.saying({"Successful": [{"Id": entry["Id"]} for entry in call.entries]})

    faults.on("ReceiveMessage", note)
    faults.on("ChangeMessageVisibilityBatch", stale_receipt())
    faults.on("DeleteMessageBatch", succeed_without_effect, times=1)
    mail.send()

    await start()
    await asyncio.sleep(30)

    assert mail.gone()
    assert (faults.asked["DeleteMessageBatch"], faults.asked["PutObject"]) == (2, 1)


@pytest.mark.parametrize("visibility_timeout", [0])
async def test_a_queue_that_hides_nothing_still_gets_one_object(faults, start, mail):
    faults.on("PutObject", delay(3))
    email_id = mail.send()

    await start()
    await asyncio.sleep(60)

    assert set(mail.objects()) == {f"emails/{email_id}.json"}
    assert mail.gone()
