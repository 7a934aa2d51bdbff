"""
What must hold of delivery under any fault, as far as it is the producer's: an accepted email is on the queue.

What else belongs here stands with its subject: a stop in `test_run`, an outage in `test_outage`, SSM in `test_token`,
credentials and clocks in `test_credentials`.
"""

import asyncio
from itertools import repeat
from random import Random

import pytest
from aiohttp import ClientConnectionError, ClientSession

from producer_svc.tests.sends import TEN, Sends, is_email_3
from tests.fault_proxy import Hold, delay, fail_entries, lose_answer, lose_entries, refuse, reorder, reset, truncate


@pytest.mark.parametrize("code", ["InvalidMessageContents", "InvalidParameterValue"])
async def test_a_refused_entry_declines_only_its_own_request(start, together, caplog, code):
    """SendMessageBatch answers 200 and names one entry in `Failed`: nine are accepted."""
    refuse_one, shuffle = fail_entries(code, sender_fault=True, which=is_email_3), reorder(Random(7))

    async def refuse_one_of_many(call, onward):
        return await refuse_one(call, lambda others: shuffle(others, onward))

    client = await start()
    sends = Sends([refuse_one_of_many])

    answers = await together(client, TEN, sends)

    assert [status for status, _ in answers] == [202] * 3 + [422] + [202] * 6
    assert answers[3][1] == {"status": "declined", "error": "the queue does not take this email", "fields": {}}
    assert sends.calls[1:] == [TEN]
    assert "fault proxy" not in repr([vars(record) for record in caplog.records])


@pytest.mark.parametrize(
    ("code", "sender_fault"), [("RequestThrottled", True), ("ThrottlingException", True), ("InternalError", False)]
)
async def test_a_throttled_entry_is_sent_again_alone_and_accepted(start, together, on_the_queue, code, sender_fault):
    client = await start()
    sends = Sends([fail_entries(code, sender_fault=sender_fault, which=is_email_3)])

    answers = await together(client, TEN, sends)

    assert {status for status, _ in answers} == {202}
    assert sends.calls[1:] == [TEN, ["email 3"]]
    assert on_the_queue() == [*TEN, "first"]


async def test_an_email_that_the_answer_does_not_mention_is_sent_again(start, together, on_the_queue):
    client = await start()
    sends = Sends([lose_entries(which=is_email_3)])

    answers = await together(client, TEN, sends)

    assert {status for status, _ in answers} == {202}
    assert on_the_queue() == sorted([*TEN, "email 3", "first"]), "it was kept all the same"


async def test_a_bad_email_for_which_sqs_refuses_the_call_refuses_only_itself(start, together, on_the_queue, caplog):
    refuse_it = refuse(400, "InvalidMessageContents")

    async def refuse_all_for_one(call, onward):
        return await (refuse_it(call, onward) if any(map(is_email_3, call.entries)) else onward(call))

    client = await start()
    sends = Sends(repeat(refuse_all_for_one))

    answers = await together(client, TEN, sends)

    assert [status for status, _ in answers] == [202] * 3 + [422] + [202] * 6
    assert sorted(sends.calls[1:]) == sorted([TEN, *([text] for text in TEN)])
    assert on_the_queue() == sorted({*TEN, "first"} - {"email 3"})
    assert "fault proxy" not in repr([vars(record) for record in caplog.records])


@pytest.mark.parametrize(
    "fault", [reset, lose_answer, truncate(), refuse(500), refuse(503, "ServiceUnavailable"), reorder(Random(1))]
)
async def test_whatever_happens_to_an_answer_the_email_is_accepted_and_on_the_queue(
    faults, start, post, on_the_queue, fault
):
    faults.on("SendMessageBatch", fault, times=1)
    client = await start()

    assert (await post(client, "a"))[0] == 202

    assert set(on_the_queue()) == {"a"}
    assert faults.injected.total() == 1


@pytest.fixture
def ids_on_the_queue(messages):
    """The ids of all emails on the queue, one for each message."""

    def ids():
        found = []
        while batch := messages():
            found += [message["MessageAttributes"]["email_id"]["StringValue"] for message in batch]
        return found

    return ids


@pytest.fixture
def run_producer(faults, run_service, environment):  # noqa: ARG001 - it starts behind the proxy
    """Starts a producer as a process of its own; returns it and its address."""

    async def run():
        service = await run_service("producer_svc", **environment)
        return service, f"http://127.0.0.1:{(await service.event('listening'))['port']}"

    return run


async def email_id(url, posted, key):
    """Posts the email under that key; returns its id, or None where the producer dies first."""
    try:
        async with (
            ClientSession() as client,
            client.post(f"{url}/process", json=posted, headers={"Idempotency-Key": key}) as answer,
        ):
            return answer.headers["X-Email-Id"] if answer.status == 202 else None
    except ClientConnectionError:
        return None


@pytest.mark.parametrize("answered", [False, True], ids=["before SQS has it", "before it says so"])
async def test_after_kill_9_a_retry_with_the_same_key_is_the_same_email(
    faults, run_producer, posted, ids_on_the_queue, answered
):
    hold = Hold(answered=answered)
    faults.on("SendMessageBatch", hold, times=1)
    service, url = await run_producer()
    unknown = asyncio.create_task(email_id(url, posted, "order-7"))
    await hold.arrived.wait()

    service.process.kill()
    assert await unknown is None
    _, url = await run_producer()
    accepted = await email_id(url, posted, "order-7")

    assert ids_on_the_queue() == [accepted] * (2 if answered else 1)


async def test_after_kill_9_what_was_accepted_is_on_the_queue(run_producer, posted, ids_on_the_queue):
    service, url = await run_producer()
    accepted = await email_id(url, posted, "order-7")

    service.process.kill()

    await service.end()
    assert ids_on_the_queue() == [accepted]


async def test_kill_9_amid_faults_loses_nothing_that_was_accepted(faults, run_producer, posted, ids_on_the_queue):
    """The worst end under load (celery #4002): at once, while every other call meets a fault."""
    hold = Hold(answered=True)
    faults.on(lambda call: call.action == "SendMessageBatch" and faults.asked[call.action] == 8, hold)
    chaos = [reset, lose_answer, truncate(), refuse(500), fail_entries(), lose_entries(), delay(0.05)]
    faults.at_random("SendMessageBatch", 0.7, chaos, Random(4))
    service, url = await run_producer()
    posts = [asyncio.create_task(email_id(url, posted, f"order-{n}")) for n in range(40)]
    await hold.arrived.wait()

    service.process.kill()

    accepted = {one for one in await asyncio.gather(*posts) if one}
    assert accepted <= set(ids_on_the_queue())
    _, url = await run_producer()
    retried = set(await asyncio.gather(*(email_id(url, posted, f"order-{n}") for n in range(40))))
    assert accepted < retried
    assert set(ids_on_the_queue()) <= retried, "no email has two ids"
