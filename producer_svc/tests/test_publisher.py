"""How emails share calls to SQS, and that each is answered by what became of itself alone."""

import asyncio
import json
from hashlib import md5

import pytest
from aiohttp import ClientConnectionError, ClientSession, web


class Sends:
    """Sees every SendMessageBatch; all wait until they are released, and all but the first are then answered so."""

    def __init__(self, answer=None):
        self.calls = []
        self.first_is_out, self.released = asyncio.Event(), asyncio.Event()
        self.answer = answer

    async def __call__(self, request, body):
        if not request.headers.get("X-Amz-Target", "").endswith(".SendMessageBatch"):
            return None
        entries = json.loads(body)["Entries"]
        self.calls.append([content(entry) for entry in entries])
        is_first = len(self.calls) == 1
        self.first_is_out.set()
        await self.released.wait()
        return self.answer(entries) if self.answer and not is_first else None


def content(entry):
    return json.loads(entry["MessageBody"])["email_content"]


def confirmed(entry):
    return {"Id": entry["Id"], "MessageId": "m", "MD5OfMessageBody": md5(entry["MessageBody"].encode()).hexdigest()}


def failure(entry, code, sender_fault):
    return {"Id": entry["Id"], "Code": code, "SenderFault": sender_fault, "Message": "canary"}


def result(successful, failed=()):
    return web.json_response({"Successful": list(successful), "Failed": list(failed)})


def refusal(code, status=400):
    return web.json_response({"__type": f"com.amazonaws.sqs#{code}", "message": "canary"}, status=status)


@pytest.fixture
def post(posted):
    async def send(client, text):
        mail = {**posted, "data": {**posted["data"], "email_content": text}}
        async with client.post("/process", json=mail) as answer:
            return answer.status, await answer.json()

    return send


@pytest.fixture
def pending(eventually):
    """Waits until so many emails are pending."""

    async def reach(client, number):
        async def reached():
            async with client.get("/metrics") as metrics:
                return f"sluice_pending_emails {number}.0" in await metrics.text()

        await eventually(reached)

    return reach


@pytest.fixture
def together(post, gateway, pending):
    """Posts these while a first send is out, so that they share a batch; returns what they are told, in order."""

    async def send(client, texts, sends):
        gateway.intercept = sends
        first = asyncio.create_task(post(client, "first"))
        await sends.first_is_out.wait()
        others = [asyncio.create_task(post(client, text)) for text in texts]
        await pending(client, len(texts) + 1)
        sends.released.set()
        assert (await first)[0] == 202
        return await asyncio.gather(*others)

    return send


@pytest.fixture
def on_the_queue(messages):
    def contents():
        found = []
        while batch := messages():
            found += [json.loads(message["Body"])["email_content"] for message in batch]
        return sorted(found)

    return contents


TEN = [f"email {n}" for n in range(10)]


async def test_an_idle_producer_sends_each_email_at_once_and_alone(gateway, start, post):
    sends = gateway.intercept = Sends()
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


async def test_what_forms_behind_a_send_goes_when_it_ends(start, gateway, post, pending):
    client = await start()
    sends = gateway.intercept = Sends()
    posts = [asyncio.create_task(post(client, "first"))]
    await sends.first_is_out.wait()
    for number, text in enumerate(TEN[:3], start=2):
        posts.append(asyncio.create_task(post(client, text)))
        await pending(client, number)

    sends.released.set()

    assert [(await one)[0] for one in posts] == [202] * 4
    assert sends.calls == [["first"], TEN[:3]]


async def test_a_send_that_hangs_holds_back_nobody(gateway, start, post):
    hanging, released = asyncio.Event(), asyncio.Event()

    async def hang(_request, body):
        if b"the first" in body:
            hanging.set()
            await released.wait()

    gateway.intercept = hang
    client = await start()
    first = asyncio.create_task(post(client, "the first"))
    await hanging.wait()

    async with asyncio.timeout(3):
        assert (await post(client, "the second"))[0] == 202

    released.set()
    assert (await first)[0] == 202


@pytest.mark.parametrize("code", ["InvalidMessageContents", "InvalidParameterValue"])
async def test_a_refused_entry_declines_only_its_own_request(start, together, caplog, code):
    def refuse_one(entries):
        bad = [entry for entry in entries if content(entry) == "email 3"]
        return result(
            [confirmed(entry) for entry in reversed(entries) if entry not in bad],
            [failure(entry, code, True) for entry in bad],
        )

    client = await start()
    sends = Sends(refuse_one)

    answers = await together(client, TEN, sends)

    assert [status for status, _ in answers] == [202] * 3 + [422] + [202] * 6
    assert answers[3][1] == {"status": "declined", "error": "the queue does not take this email", "fields": {}}
    assert sends.calls[1:] == [TEN]
    assert "canary" not in repr([vars(record) for record in caplog.records])


@pytest.mark.parametrize(
    ("code", "sender_fault"), [("RequestThrottled", True), ("ThrottlingException", True), ("InternalError", False)]
)
async def test_a_throttled_entry_is_sent_again_alone_and_accepted(start, together, on_the_queue, code, sender_fault):
    def throttle_one(entries):
        if len(entries) == 1:
            return None
        return result(
            [confirmed(entry) for entry in entries if content(entry) != "email 3"],
            [failure(entry, code, sender_fault) for entry in entries if content(entry) == "email 3"],
        )

    client = await start()
    sends = Sends(throttle_one)

    answers = await together(client, TEN, sends)

    assert {status for status, _ in answers} == {202}
    assert sends.calls[1:] == [TEN, ["email 3"]]
    assert on_the_queue() == ["email 3", "first"]


async def test_a_call_that_is_throttled_is_sent_again_as_a_whole(start, together, on_the_queue):
    refusals = [refusal("RequestThrottled"), refusal("ServiceUnavailable", 503), web.Response(status=500)]

    client = await start()
    sends = Sends(lambda _: refusals.pop() if refusals else None)

    answers = await together(client, TEN, sends)

    assert {status for status, _ in answers} == {202}
    assert sends.calls[1:] == [TEN] * 4
    assert on_the_queue() == sorted([*TEN, "first"])


async def test_an_entry_throttled_until_the_deadline_is_unknown(start, together):
    client = await start(REQUEST_TIMEOUT_SECONDS="2")
    sends = Sends(
        lambda entries: result(
            [confirmed(entry) for entry in entries if content(entry) != "email 3"],
            [failure(entry, "RequestThrottled", True) for entry in entries if content(entry) == "email 3"],
        )
    )

    answers = await together(client, TEN, sends)

    assert [status for status, _ in answers] == [202] * 3 + [503] + [202] * 6
    assert len(sends.calls) > 3
    async with client.get("/metrics") as metrics:
        shown = await metrics.text()
        assert 'sluice_publish_failures_total{reason="RequestThrottled"} 1.0' in shown
        assert "sluice_pending_emails 0.0" in shown


async def test_a_bad_email_for_which_sqs_refuses_the_call_refuses_only_itself(start, together, on_the_queue, caplog):
    def refuse_all_for_one(entries):
        if "email 3" in map(content, entries):
            return refusal("InvalidMessageContents")
        return None

    client = await start()
    sends = Sends(refuse_all_for_one)

    answers = await together(client, TEN, sends)

    assert [status for status, _ in answers] == [202] * 3 + [422] + [202] * 6
    assert sorted(sends.calls[1:]) == sorted([TEN, *([text] for text in TEN)])
    assert on_the_queue() == sorted({*TEN, "first"} - {"email 3"})
    assert "canary" not in repr([vars(record) for record in caplog.records])


async def test_a_call_that_is_refused_for_the_callers_sake_is_nobodys_fault(start, together):
    client = await start()
    sends = Sends(lambda _: refusal("AccessDenied", 403))

    answers = await together(client, TEN, sends)

    assert {status for status, _ in answers} == {503}


async def test_an_entry_refused_for_the_sake_of_a_key_is_not_the_clients_fault(start, together):
    client = await start()
    sends = Sends(lambda entries: result([], [failure(entry, "KmsAccessDenied", True) for entry in entries]))

    answers = await together(client, TEN, sends)

    assert {status for status, _ in answers} == {503}


async def test_an_email_of_which_sqs_keeps_another_body_is_not_accepted(start, together):
    client = await start()
    sends = Sends(
        lambda entries: result(
            [
                confirmed(entry) | ({"MD5OfMessageBody": "0" * 32} if content(entry) == "email 3" else {})
                for entry in entries
            ]
        )
    )

    answers = await together(client, TEN, sends)

    assert [status for status, _ in answers] == [202] * 3 + [503] + [202] * 6
    assert sends.calls[1:] == [TEN]


async def test_an_email_that_the_answer_does_not_mention_is_sent_again(start, together, on_the_queue):
    def forget_one(entries):
        if len(entries) == 1:
            return None
        return result([confirmed(entry) for entry in entries if content(entry) != "email 3"])

    client = await start()
    sends = Sends(forget_one)

    answers = await together(client, TEN, sends)

    assert {status for status, _ in answers} == {202}
    assert on_the_queue() == ["email 3", "first"]


async def test_a_client_that_goes_away_harms_none_of_its_companions(pending, start, post, gateway, on_the_queue):
    client = await start()
    sends = gateway.intercept = Sends()
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


async def test_an_email_whose_time_is_over_is_not_sent_any_more(start, post, gateway, on_the_queue):
    client = await start(REQUEST_TIMEOUT_SECONDS="0.5")
    sends = gateway.intercept = Sends()
    first = asyncio.create_task(post(client, "first"))
    await sends.first_is_out.wait()

    assert (await post(client, "late"))[0] == 503
    assert (await first)[0] == 503
    sends.released.set()
    await post(client, "next")

    assert "late" not in [text for call in sends.calls for text in call]
    assert "next" in on_the_queue()


async def test_over_the_limit_of_pending_emails_all_others_are_shed_at_once(pending, start, post, gateway):
    client = await start(MAX_PENDING="5")
    sends = gateway.intercept = Sends()
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
async def running(gateway, run_service, environment):  # noqa: ARG001 - it starts behind the gateway
    """The producer as a process of its own, and a client of it."""
    service = await run_service("producer_svc", **environment)
    port = (await service.event("listening"))["port"]
    async with ClientSession(f"http://127.0.0.1:{port}") as client:
        yield service, client


async def test_a_stop_sends_what_is_forming(running, gateway, pending, post, on_the_queue):
    service, client = running
    sends = gateway.intercept = Sends()
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


async def test_a_stop_sends_the_emails_of_clients_that_have_gone(running, gateway, pending, post, on_the_queue):
    service, client = running
    sends = gateway.intercept = Sends()
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


async def test_a_stop_is_not_held_up_by_a_send_that_hangs(gateway, run_service, environment, post):
    sends = gateway.intercept = Sends()
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
