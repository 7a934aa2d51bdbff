"""What the consumer does while AWS fails."""

import asyncio
import json
from time import monotonic

import pytest
from aiohttp import web


def action(request):
    return request.headers.get("X-Amz-Target", "").partition(".")[2]


@pytest.fixture(autouse=True)
def short_pauses(monkeypatch):
    monkeypatch.setattr("consumer_svc.poller.LONGEST_PAUSE", 0.05)
    monkeypatch.setattr("consumer_svc.hand.FIRST_BACKOFF", 0)


async def refuse_puts(request, _body):
    if request.method == "PUT":
        return web.Response(status=503, text="<Error><Code>SlowDown</Code></Error>")
    return None


async def test_an_outage_of_s3_dead_letters_nothing(gateway, start, mail, dead_letters, eventually):
    tries = []

    async def count_and_refuse(request, body):
        if request.method == "PUT":
            tries.append(request.path)
        return await refuse_puts(request, body)

    gateway.intercept = count_and_refuse
    sent = {f"emails/{mail.send()}.json" for _ in range(3)}
    client = await start()
    await eventually(lambda: len(tries) > 20)

    async with client.get("/health") as health, client.get("/ready") as ready:
        assert (health.status, ready.status) == (200, 503)
        assert (await ready.json())["checks"]["bucket"] == "failing"
    assert dead_letters() == []

    gateway.intercept = let_through
    await eventually(lambda: set(mail.objects()) == sent)


async def test_while_s3_refuses_a_single_message_is_held(gateway, start, mail, eventually):
    limits, tries = [], []

    async def watch(request, body):
        if action(request) == "ReceiveMessage":
            limits.append(json.loads(body)["MaxNumberOfMessages"])
        if request.method == "PUT":
            tries.append(request.path)
        return await refuse_puts(request, body)

    gateway.intercept = watch
    for _ in range(12):
        mail.send()
    await start(CONCURRENCY="10")

    await eventually(lambda: len(tries) > 30)
    assert limits == [10, 1]


@pytest.mark.parametrize(
    "answer",
    [
        {"status": 500},
        {"status": 200, "text": "<html>"},
        {"status": 400, "text": '{"__type": "com.amazonaws.sqs#QueueDoesNotExist"}'},
    ],
)
async def test_no_error_of_sqs_ends_the_loop(gateway, start, mail, eventually, answer):
    answers = [answer] * 3

    async def fail(request, _body):
        if action(request) == "ReceiveMessage" and answers:
            return web.Response(**answers.pop())
        return None

    gateway.intercept = fail
    mail.send()
    await start()

    await eventually(mail.gone)
    assert answers == []


async def test_only_a_queue_that_has_answered_is_polled_long(gateway, start, eventually):
    waits = []

    async def watch(request, body):
        if action(request) == "ReceiveMessage":
            waits.append(json.loads(body)["WaitTimeSeconds"])
            if len(waits) == 1:
                return web.Response(status=500)
        return None

    gateway.intercept = watch
    client = await start(WAIT_TIME_SECONDS="1")

    async def ready():
        async with client.get("/ready") as answered:
            return answered.status == 200

    await eventually(ready)
    await eventually(lambda: len(waits) >= 3)
    assert waits[:3] == [0, 0, 1]


async def test_what_sqs_did_not_delete_comes_again_and_is_deleted(gateway, start, mail, eventually):
    mail.sqs.set_queue_attributes(QueueUrl=mail.queue_url, Attributes={"VisibilityTimeout": "1"})
    deletes = []

    async def fail_the_first(request, body):
        if action(request) != "DeleteMessageBatch":
            return None
        deletes.append(body)
        if len(deletes) > 1:
            return None
        failed = [{"Id": "0", "Code": "InternalError", "SenderFault": False}]
        return web.json_response({"Successful": [], "Failed": failed})

    gateway.intercept = fail_the_first
    mail.send()
    client = await start()

    await eventually(mail.gone)
    async with client.get("/metrics") as metrics:
        counted = await metrics.text()
    assert 'sluice_messages_left_total{reason="undeleted"} 1.0' in counted
    assert "sluice_duplicates_total 1.0" in counted


async def test_health_turns_red_when_no_turn_ends_any_more(gateway, start, monkeypatch):
    receiving, released = asyncio.Event(), asyncio.Event()

    async def hold(request, _body):
        if action(request) == "ReceiveMessage":
            receiving.set()
            await released.wait()

    gateway.intercept = hold
    client = await start()
    await receiving.wait()

    async with client.get("/health") as answer:
        assert answer.status == 200
    monkeypatch.setattr("consumer_svc.app.monotonic", lambda: monotonic() + 60)
    async with client.get("/health") as answer:
        assert (answer.status, (await answer.json())["status"]) == (503, "stalled")
    released.set()


async def test_one_stalled_message_does_not_stall_the_others(gateway, start, mail, eventually):
    stalled = f"emails/{mail.send()}.json"
    released = asyncio.Event()

    async def stall(request, _body):
        if request.method == "PUT" and request.path.endswith(stalled):
            await released.wait()

    gateway.intercept = stall
    await start()
    others = {f"emails/{mail.send()}.json" for _ in range(3)}

    await eventually(lambda: set(mail.objects()) == others)
    released.set()


async def let_through(_request, _body):
    return None
