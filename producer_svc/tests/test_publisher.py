"""How emails share calls to SQS, and that each is answered by what became of itself alone."""

import asyncio
from itertools import repeat

import pytest
from aiohttp import ClientConnectionError, ClientSession

from producer_svc.tests.sends import TEN, Sends, is_email_3
from tests.fault_proxy import Hold, fail_entries, refuse


@pytest.fixture
def watch(faults):
    """Sends from now on."""

    def see():
        sends = Sends()
        faults.on("SendMessageBatch", sends)
        return sends

    return see


async def test_an_idle_producer_sends_each_email_at_once_and_alone(watch, start, post):
    sends = watch()
    sends.released.set()
    client = await start()

    for text in TEN[:3]:
        assert (await post(client, text))[0] == 202

    assert sends.calls == [[text] for text in TEN[:3]]


async def test_emails_that_come_while_a_send_is_out_share_calls(start, together, on_the_queue):
    client = await start()
    sends = Sends()
    texts = [f"email {n:02}" for n in range(50)]

    answers = await together(client, texts, sends)

    assert {status for status, _ in answers} == {202}
    assert [len(call) for call in sends.calls] == [1, 10, 10, 10, 10, 10]
    assert on_the_queue() == sorted(["first", *texts])
    async with client.get("/metrics") as metrics:
        assert 'sluice_publish_batch_size_bucket{le="9.0"} 1.0' in await metrics.text()


async def test_what_forms_behind_a_send_goes_when_it_ends(start, watch, post, pending):
    client = await start()
    sends = watch()
    posts = [asyncio.create_task(post(client, "first"))]
    await sends.first_is_out.wait()
    for number, text in enumerate(TEN[:3], start=2):
        posts.append(asyncio.create_task(post(client, text)))
        await pending(client, number)

    sends.released.set()

    assert [(await one)[0] for one in posts] == [202] * 4
    assert sends.calls == [["first"], TEN[:3]]


async def test_a_send_that_hangs_holds_back_nobody(faults, start, post):
    hold = Hold()
    faults.on(lambda call: b"the first" in call.body, hold)
    client = await start()
    first = asyncio.create_task(post(client, "the first"))
    await hold.arrived.wait()

    async with asyncio.timeout(15):
        assert (await post(client, "the second"))[0] == 202

    hold.release()
    assert (await first)[0] == 202


async def test_a_call_that_is_throttled_is_sent_again_as_a_whole(start, together, on_the_queue):
    client = await start()
    sends = Sends([refuse(500), refuse(503, "ServiceUnavailable"), refuse(400, "RequestThrottled")])

    answers = await together(client, TEN, sends)

    assert {status for status, _ in answers} == {202}
    assert sends.calls[1:] == [TEN] * 4
    assert on_the_queue() == sorted([*TEN, "first"])


async def test_an_entry_throttled_until_the_deadline_is_unknown(start, together):
    client = await start(REQUEST_TIMEOUT_SECONDS="2")
    sends = Sends(repeat(fail_entries("RequestThrottled", sender_fault=True, which=is_email_3)))

    answers = await together(client, TEN, sends)

    assert [status for status, _ in answers] == [202] * 3 + [503] + [202] * 6
    assert len(sends.calls) > 3
    async with client.get("/metrics") as metrics:
        shown = await metrics.text()
        assert 'sluice_publish_failures_total{reason="RequestThrottled"} 1.0' in shown
        assert "sluice_pending_emails 0.0" in shown


async def test_a_call_that_is_refused_for_the_callers_sake_is_nobodys_fault(start, together):
    client = await start()
    sends = Sends(repeat(refuse(403, "AccessDenied")))

    answers = await together(client, TEN, sends)

    assert {status for status, _ in answers} == {503}


async def test_an_entry_refused_for_the_sake_of_a_key_is_not_the_clients_fault(start, together):
    client = await start()
    sends = Sends(repeat(fail_entries("KmsAccessDenied", sender_fault=True)))

    answers = await together(client, TEN, sends)

    assert {status for status, _ in answers} == {503}


async def test_an_email_of_which_sqs_keeps_another_body_is_not_accepted(start, together):
    async def keep_another_body(call, onward):
        answer = await onward(call)
        [other] = [entry["Id"] for entry in call.entries if is_email_3(entry)]
        kept = [
            entry | ({"MD5OfMessageBody": "0" * 32} if entry["Id"] == other else {})
            for entry in answer.content["Successful"]
        ]
        return answer.saying({"Successful": kept})

    client = await start()
    sends = Sends([keep_another_body])

    answers = await together(client, TEN, sends)

    assert [status for status, _ in answers] == [202] * 3 + [503] + [202] * 6
    assert sends.calls[1:] == [TEN]


async def test_a_client_that_goes_away_harms_none_of_its_companions(pending, start, post, watch, on_the_queue):
    client = await start()
    sends = watch()
    first = asyncio.create_task(post(client, "first"))
    await sends.first_is_out.wait()
    gone = asyncio.create_task(post(client, "gone"))
    stayed = [asyncio.create_task(post(client, text)) for text in TEN[:3]]
    await pending(client, 5)

    gone.cancel()
    with pytest.raises((asyncio.CancelledError, ClientConnectionError)):
        await gone
    sends.released.set()

    assert {(await one)[0] for one in (first, *stayed)} == {202}
    await pending(client, 0)
    assert on_the_queue() == [*TEN[:3], "first", "gone"]


async def test_an_email_whose_time_is_over_is_not_sent_any_more(start, post, watch, on_the_queue):
    client = await start(REQUEST_TIMEOUT_SECONDS="0.9")  # less than the batcher is patient for
    sends = watch()
    first = asyncio.create_task(post(client, "first"))
    await sends.first_is_out.wait()

    assert (await post(client, "late"))[0] == 503
    assert (await first)[0] == 503
    sends.released.set()
    await post(client, "next")

    assert "late" not in [text for call in sends.calls for text in call]
    assert "next" in on_the_queue()


async def test_over_the_limit_of_pending_emails_all_others_are_shed_at_once(pending, start, post, watch):
    client = await start(MAX_PENDING="5")
    sends = watch()
    first = asyncio.create_task(post(client, "first"))
    await sends.first_is_out.wait()
    waiting = [asyncio.create_task(post(client, text)) for text in TEN[:4]]
    await pending(client, 5)

    assert [await post(client, text) for text in TEN[4:7]] == [
        (503, {"status": "declined", "error": "too many emails are pending"})
    ] * 3

    sends.released.set()
    assert {(await one)[0] for one in (first, *waiting)} == {202}


@pytest.mark.parametrize(("most", "sizes"), [("262144", [1, 2, 2, 1]), ("1048576", [1, 5])])
async def test_a_call_holds_no_more_bytes_than_it_may(start, together, most, sizes):
    client = await start(BATCH_BYTES=most)
    sends = Sends()
    long = [letter * 100_000 for letter in "abcde"]

    answers = await together(client, long, sends)

    assert {status for status, _ in answers} == {202}
    assert [len(call) for call in sends.calls] == sizes


async def test_equal_emails_in_one_batch_are_all_sent(start, together, on_the_queue):
    client = await start()
    sends = Sends()

    answers = await together(client, ["same"] * 10, sends)

    assert {status for status, _ in answers} == {202}
    assert sends.calls[1:] == [["same"] * 10]
    assert on_the_queue() == ["first"] + ["same"] * 10


@pytest.fixture
async def running(faults, run_service, environment):  # noqa: ARG001 - it starts behind the proxy
    """The producer as a process of its own, and a client of it."""
    service = await run_service("producer_svc", **environment)
    port = (await service.event("listening"))["port"]
    async with ClientSession(f"http://127.0.0.1:{port}") as client:
        yield service, client


async def test_a_stop_sends_what_is_forming(running, watch, pending, post, on_the_queue):
    service, client = running
    sends = watch()
    first = asyncio.create_task(post(client, "first"))
    await sends.first_is_out.wait()
    forming = [asyncio.create_task(post(client, text)) for text in TEN[:3]]
    await pending(client, 4)

    service.process.terminate()
    await service.event("stopping")
    sends.released.set()

    assert [(await one)[0] for one in (first, *forming)] == [202] * 4
    assert (await service.end())[0] == 0
    assert on_the_queue() == [*TEN[:3], "first"]


async def test_a_stop_sends_the_emails_of_clients_that_have_gone(running, watch, pending, post, on_the_queue):
    service, client = running
    sends = watch()
    gone = [asyncio.create_task(post(client, "first"))]
    await sends.first_is_out.wait()
    gone += [asyncio.create_task(post(client, text)) for text in TEN[:3]]
    await pending(client, 4)
    for one in gone:
        one.cancel()
    await asyncio.wait(gone)

    service.process.terminate()
    await service.event("stopping")
    sends.released.set()

    assert (await service.end())[0] == 0
    assert on_the_queue() == [*TEN[:3], "first"]


async def test_a_stop_is_not_held_up_by_a_send_that_hangs(watch, run_service, environment, post):
    sends = watch()
    short = {"SHUTDOWN_GRACE_SECONDS": "2", "REQUEST_TIMEOUT_SECONDS": "1"}
    service = await run_service("producer_svc", **environment | short)
    port = (await service.event("listening"))["port"]
    async with ClientSession(f"http://127.0.0.1:{port}") as client:
        waiting = asyncio.create_task(post(client, "first"))
        await sends.first_is_out.wait()

        service.process.terminate()
        await service.event("stopping")

        async with asyncio.timeout(4):
            status, logged, complaint = await service.end()
        assert (status, complaint) == (0, "")
        assert "batch not sent" not in logged
        assert (await waiting)[0] == 503
    sends.released.set()
