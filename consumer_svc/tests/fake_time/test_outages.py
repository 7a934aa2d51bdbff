"""Outages that last: nothing is lost, nothing is dead-lettered, and no health check restarts a task for it."""

import asyncio

import pytest

from svc_kit.aws.sqs import Queue
from tests.fault_proxy import Hold, delay, refuse, reset

HOUR = 3600


@pytest.fixture
def dead_letters(sqs, dead_letter_queue_url):
    def count():
        name = "ApproximateNumberOfMessages"
        answer = sqs.get_queue_attributes(QueueUrl=dead_letter_queue_url, AttributeNames=[name])
        return int(answer["Attributes"][name])

    return count


async def statuses(client):
    async with client.get("/health") as health, client.get("/ready") as ready:
        return health.status, ready.status, (await ready.json())["checks"]


@pytest.mark.parametrize(
    "outage",
    [refuse(503, "SlowDown"), refuse(500), refuse(403, "AccessDenied"), reset, delay(HOUR)],
    ids=["slow down", "500", "access denied", "reset", "no answer"],
)
async def test_an_hour_without_s3_dead_letters_nothing(faults, start, mail, dead_letters, outage):
    faults.on(["PutObject", "HeadBucket"], outage)
    sent = {f"emails/{mail.send()}.json" for _ in range(30)}
    client = await start(CONCURRENCY="10")
    seen = set()

    for _ in range(30):
        await asyncio.sleep(HOUR / 30)
        health, ready, checks = await statuses(client)
        seen.add((health, ready, checks["bucket"]))

    assert seen <= {(200, 200, "ok"), (200, 503, "failing")}
    assert (health, ready) == (200, 503)
    assert dead_letters() == 0
    faults.clear()
    await asyncio.sleep(HOUR / 2)
    assert set(mail.objects()) == sent
    assert mail.gone()
    assert dead_letters() == 0


async def test_while_s3_refuses_one_message_at_a_time_tries_whether_it_still_does(faults, start, mail):
    faults.on("PutObject", refuse(503, "SlowDown"))
    for _ in range(30):
        mail.send()
    await start(CONCURRENCY="10")
    await asyncio.sleep(60)
    received, tried = faults.asked["ReceiveMessage"], faults.asked["PutObject"]

    await asyncio.sleep(HOUR)

    assert faults.asked["ReceiveMessage"] == received
    assert HOUR / 15 < faults.asked["PutObject"] - tried < HOUR / 15 * 4


async def test_an_outage_that_nobody_sends_mail_in_ends_by_itself(faults, start, mail, sqs):
    faults.on(["PutObject", "HeadBucket"], refuse(500))
    mail.send()
    client = await start()
    while (await statuses(client))[1] == 200 or not faults.asked["PutObject"]:  # noqa: ASYNC110 - seen from outside
        await asyncio.sleep(0.5)
    sqs.purge_queue(QueueUrl=mail.queue_url)  # the message waits for its backoff, so that no probe is in hand
    await asyncio.sleep(60)
    assert (await statuses(client))[2]["bucket"] == "failing"

    faults.clear()
    await asyncio.sleep(60)

    assert (await statuses(client))[:2] == (200, 200)
    assert mail.objects() == {}


async def test_an_hour_without_deletes_fills_the_hands_and_no_more(faults, start, mail, dead_letters):
    faults.on("DeleteMessageBatch", refuse(500))
    for _ in range(30):
        mail.send()
    client = await start(CONCURRENCY="3")

    for _ in range(30):
        await asyncio.sleep(HOUR / 30)
        assert (await statuses(client))[0] == 200

    assert (
        faults.asked["PutObject"] == 6
    )  # three that are archived and wait for their delete, three that wait for these
    assert dead_letters() == 0
    faults.clear()
    await asyncio.sleep(60)
    assert mail.gone()


async def test_five_minutes_without_sqs_turn_ready_red_and_health_never(faults, start, mail, dead_letters):
    client = await start()
    await asyncio.sleep(1)
    assert (await statuses(client))[:2] == (200, 200)
    faults.on("sqs", refuse(503, "ServiceUnavailable"))
    await asyncio.sleep(30)

    for _ in range(30):
        await asyncio.sleep(9)
        health, ready, checks = await statuses(client)
        assert (health, ready, checks["queue"]) == (200, 503, "failing")

    faults.clear()
    email_id = mail.send()
    await asyncio.sleep(30)
    assert (await statuses(client))[:2] == (200, 200)
    assert set(mail.objects()) == {f"emails/{email_id}.json"}
    assert dead_letters() == 0


@pytest.mark.parametrize("silence", [delay(HOUR), Hold()], ids=["late", "never"])
async def test_a_receive_that_is_never_answered_is_given_up(faults, start, mail, silence):
    faults.on("ReceiveMessage", silence, times=1)
    email_id = mail.send()
    client = await start()

    await asyncio.sleep(30)

    assert set(mail.objects()) == {f"emails/{email_id}.json"}
    assert (await statuses(client))[0] == 200


async def test_a_loop_that_is_stuck_in_an_await_turns_health_red(start, monkeypatch):
    async def for_ever(*_):
        await asyncio.Event().wait()

    client = await start(WAIT_TIME_SECONDS="0")
    await asyncio.sleep(5)
    monkeypatch.setattr(Queue, "receive", for_ever)  # what no timeout of ours ends would be a fault of ours

    await asyncio.sleep(55)
    assert (await statuses(client))[0] == 200
    await asyncio.sleep(8)
    assert (await statuses(client))[0] == 503


async def test_health_allows_for_three_intervals(start, monkeypatch):
    async def for_ever(*_):
        await asyncio.Event().wait()

    monkeypatch.setattr(Queue, "receive", for_ever)
    client = await start(POLL_INTERVAL_SECONDS="60")

    await asyncio.sleep(179)
    assert (await statuses(client))[0] == 200
    await asyncio.sleep(2)
    assert (await statuses(client))[0] == 503
