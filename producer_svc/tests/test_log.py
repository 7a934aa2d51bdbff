"""What is said of a request: one line, and nothing of what the client would keep to itself."""

import asyncio
import json
import logging
import signal

import pytest
from aiohttp import ClientSession

from tests.fault_proxy import Hold, refuse

CANARY = "canary-4711"


@pytest.fixture
def lines(caplog):
    """The lines that were written of requests."""
    caplog.set_level(logging.INFO)
    return lambda: [record for record in caplog.records if record.msg == "request answered"]


async def counted(client, sample):
    async with client.get("/metrics") as metrics:
        [value] = [line.split()[1] for line in (await metrics.text()).splitlines() if line.startswith(sample + " ")]
        return float(value)


async def test_an_accepted_email_is_one_line_with_its_id(client, posted, lines):
    async with client.post("/process", json=posted) as answer:
        email_id = answer.headers["X-Email-Id"]

    [line] = lines()
    assert (line.outcome, line.status, line.email_id) == ("accepted", 202, email_id)
    assert 0 < line.duration_seconds < 15


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"token": "wrong"}, ("unauthorized", 401)),
        ({"data": {}}, ("unprocessable", 422)),
        ({"token": None}, ("bad_request", 400)),
    ],
)
async def test_a_declined_request_is_one_line_and_one_count(client, posted, lines, change, told):
    async with client.post("/process", json=posted | change):
        pass

    [line] = lines()
    assert ((line.outcome, line.status), line.email_id) == (told, None)
    assert await counted(client, f'sluice_requests_total{{outcome="{line.outcome}"}}') == 1
    assert await counted(client, "sluice_request_duration_seconds_count") == 1


async def test_a_client_that_has_gone_is_counted_too(client, lines, eventually):
    _, writer = await asyncio.open_connection("127.0.0.1", client._base_url.port)
    writer.write(b"POST /process HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 9\r\n\r\n{")
    await writer.drain()
    writer.close()

    await eventually(lines)

    [line] = lines()
    assert (line.outcome, line.status) == ("client_gone", None)


async def test_what_waits_for_sqs_and_what_was_read_of_the_token_are_measured(faults, start, posted, eventually):
    hold = Hold()
    faults.on("SendMessageBatch", hold)
    client = await start()
    waiting = asyncio.create_task(client.post("/process", json=posted))

    async def one_is_pending():
        return await counted(client, "sluice_pending_emails") == 1

    await eventually(one_is_pending)
    hold.release()
    async with await waiting:
        assert await counted(client, "sluice_pending_emails") == 0
    assert await counted(client, 'sluice_token_refreshes_total{outcome="refreshed"}') == 1


@pytest.fixture
def secretive(data):
    """Posts that hide the canary wherever a client can put a value."""
    hidden = {name: f"{CANARY} {value}" for name, value in data.items() if name != "email_timestream"}
    email = {"data": data | hidden, "token": f"{CANARY}-token"}
    headers = {"Idempotency-Key": CANARY, "traceparent": CANARY, "X-Other": CANARY}
    return [
        (json.dumps(email), headers),
        (json.dumps(email), {"Content-Encoding": CANARY}),
        (json.dumps(email), {"Idempotency-Key": f"{CANARY} {CANARY}"}),
        (json.dumps(email | {"token": f"{CANARY}-wrong"}), {}),
        (json.dumps(email | {"token": [CANARY]}), {}),
        (json.dumps(email | {"data": {"email_subject": f"{CANARY}\n", "email_timestream": CANARY}}), {}),
        (json.dumps(email)[:-1], {}),
    ]


@pytest.fixture
def talkative(environment, ssm, token_parameter):
    """The environment of a producer that says all it can, and whose token is a secret of the client's."""
    ssm.put_parameter(Name=token_parameter, Value=f"{CANARY}-token", Type="SecureString", Overwrite=True)
    return environment | {"LOG_LEVEL": "DEBUG", "REQUEST_TIMEOUT_SECONDS": "1", "TOKEN_TTL_SECONDS": "1"}


async def test_a_token_and_an_email_are_in_no_log_metric_or_answer(faults, run_service, talkative, secretive):
    service = await run_service("producer_svc", **talkative)
    told = []

    async def post_all(client):
        for body, headers in secretive:
            async with client.post(
                "/process", data=body, headers=headers | {"Content-Type": "application/json"}
            ) as one:
                told.append((one.status, str(one.headers), await one.text()))

    async with ClientSession(f"http://127.0.0.1:{(await service.event('listening'))['port']}") as client:
        await post_all(client)
        faults.on("*", refuse(500))
        await post_all(client)
        async with client.get("/ready") as ready, client.get("/metrics") as metrics:
            told.append((ready.status, await ready.text(), await metrics.text()))
        service.process.send_signal(signal.SIGTERM)
    status, logged, complaint = await service.end()

    assert status == 0
    assert [one[0] for one in told] == [202, 415, 400, 401, 400, 422, 400, 503, 415, 400, 401, 400, 422, 400, 503]
    assert logged.count('"request answered"') == 2 * len(secretive)
    assert "email not published" in logged
    assert CANARY not in logged + complaint + str(told)
