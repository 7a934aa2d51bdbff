"""The loop: a rolling window of messages in hand, fed by as many receives as it takes."""

import asyncio
import json

import pytest

from tests.fault_proxy import Hold, delay


def holding(hold, key):
    async def fault(call, onward):
        return await (hold(call, onward) if call.key == key else onward(call))

    return fault


@pytest.fixture
def receiving(faults):
    """How many receives were in flight at each one's start, and what it asked for."""
    in_flight: set[int] = set()
    seen: list[tuple[int, int]] = []

    async def watch(call, onward):
        in_flight.add(id(call))
        seen.append((len(in_flight), call.content["MaxNumberOfMessages"]))
        await asyncio.sleep(0.02)
        try:
            return await onward(call)
        finally:
            in_flight.remove(id(call))

    faults.on("ReceiveMessage", watch)
    return seen


async def test_one_slow_object_holds_up_no_other(faults, start, mail):
    hold = Hold()
    slow = f"emails/{mail.send()}.json"
    faults.on("PutObject", holding(hold, slow))
    others = {f"emails/{mail.send()}.json" for _ in range(9)}
    await start(CONCURRENCY="10")

    await asyncio.sleep(0.5)
    assert set(mail.objects()) == others
    for _ in range(30):
        others.add(f"emails/{mail.send()}.json")
    await asyncio.sleep(1.5)

    assert set(mail.objects()) == others
    hold.release()


@pytest.mark.parametrize("concurrency", [1, 2, 5])
async def test_few_places_are_enough_to_drain_the_queue(start, mail, concurrency):
    sent = {f"emails/{mail.send()}.json" for _ in range(30)}

    await start(CONCURRENCY=str(concurrency))
    await asyncio.sleep(10)

    assert set(mail.objects()) == sent
    assert mail.gone()


@pytest.mark.parametrize("concurrency", [1, 7, 64])
async def test_never_more_is_received_than_can_be_started(faults, start, mail, sqs, concurrency):
    hold = Hold()
    faults.on("PutObject", hold)
    for _ in range(100):
        mail.send()
    await start(CONCURRENCY=str(concurrency))

    await asyncio.sleep(5)

    name = "ApproximateNumberOfMessagesNotVisible"
    hidden = sqs.get_queue_attributes(QueueUrl=mail.queue_url, AttributeNames=[name])["Attributes"][name]
    assert int(hidden) == concurrency
    assert faults.asked["PutObject"] == concurrency
    hold.release()


async def test_a_backlog_is_drained_by_several_receives_in_flight(faults, start, mail, receiving):
    faults.on("PutObject", delay(0.02))
    sent = {f"emails/{mail.send()}.json" for _ in range(200)}

    client = await start(CONCURRENCY="128")
    await asyncio.sleep(1)

    assert set(mail.objects()) == sent
    assert 4 <= max(in_flight for in_flight, _ in receiving) <= 16
    # Nearly all ask for ten, since each receive costs.
    assert [limit for _, limit in receiving].count(10) >= len(receiving) * 0.8
    assert client


async def test_one_message_an_hour_is_archived_soon_and_asks_for_little(faults, start, mail):
    await start(POLL_INTERVAL_SECONDS="60", WAIT_TIME_SECONDS="10")

    for hours in range(1, 5):
        email_id = mail.send()
        await asyncio.sleep(80)
        assert f"emails/{email_id}.json" in mail.objects()
        await asyncio.sleep(3600 - 80)
        assert len(mail.objects()) == hours

    assert faults.asked["ReceiveMessage"] <= 4 * (3600 / 70 + 4)
    assert faults.asked["DeleteMessageBatch"] == 4


async def test_without_an_interval_a_message_is_archived_as_soon_as_it_comes(faults, start, mail):
    await start(POLL_INTERVAL_SECONDS="0", WAIT_TIME_SECONDS="15")
    await asyncio.sleep(3600)
    polled = faults.asked["ReceiveMessage"]

    email_id = mail.send()
    await asyncio.sleep(0.5)

    assert set(mail.objects()) == {f"emails/{email_id}.json"}
    assert polled <= 3600 / 15 + 2


async def test_messages_are_deleted_ten_at_a_time_or_after_a_moment(faults, start, mail):
    for _ in range(25):
        mail.send()

    await start()
    await asyncio.sleep(5)

    assert sorted(len(json.loads(call.body)["Entries"]) for call in faults.calls_of("DeleteMessageBatch")) == [
        5,
        10,
        10,
    ]
