"""What a client is told while SQS does not confirm."""

import asyncio

from tests.fault_proxy import Hold, lose_entries, refuse


async def test_an_email_that_sqs_throttles_until_the_deadline_is_told_to_come_again(faults, start, posted):
    faults.on("SendMessageBatch", refuse(400, "RequestThrottled"))
    client = await start(REQUEST_TIMEOUT_SECONDS="1")

    async with client.post("/process", json=posted) as answer:
        assert (answer.status, answer.headers["Retry-After"]) == (503, "1")
        assert (await answer.json())["status"] == "declined"
    async with client.get("/metrics") as metrics:
        assert 'sluice_publish_failures_total{reason="RequestThrottled"} 1.0' in await metrics.text()


async def test_without_sqs_the_producer_is_healthy_but_not_ready(start, posted, monkeypatch, unused_tcp_port):
    monkeypatch.setenv("AWS_ENDPOINT_URL_SQS", f"http://127.0.0.1:{unused_tcp_port}")
    client = await start(REQUEST_TIMEOUT_SECONDS="1")

    async with client.post("/process", json=posted) as answer:
        assert answer.status == 503
    async with client.get("/health") as health, client.get("/ready") as ready:
        assert (health.status, ready.status) == (200, 503)
        assert (await ready.json())["checks"]["queue"] == "failing"


async def test_an_answer_that_confirms_nothing_is_no_confirmation(faults, start, posted):
    faults.on("SendMessageBatch", lose_entries())
    client = await start(REQUEST_TIMEOUT_SECONDS="1")

    async with client.post("/process", json=posted) as answer:
        assert answer.status == 503


async def test_more_emails_than_may_pend_are_shed_at_once(faults, start, posted):
    hold = Hold()
    faults.on("SendMessageBatch", hold)
    client = await start(MAX_PENDING="1")
    first = asyncio.create_task(client.post("/process", json=posted))
    await hold.arrived.wait()

    async with client.post("/process", json=posted) as shed:
        assert (shed.status, shed.headers["Retry-After"]) == (503, "1")

    hold.release()
    async with await first as answer:
        assert answer.status == 202


async def test_a_confirmation_that_does_not_come_in_time_is_not_waited_for(faults, start, posted):
    hold = Hold()
    faults.on("SendMessageBatch", hold)
    client = await start(REQUEST_TIMEOUT_SECONDS="0.5")

    async with client.post("/process", json=posted) as answer:
        assert answer.status == 503
    hold.release()


async def test_a_producer_that_starts_in_an_outage_tells_what_is_missing_and_recovers(
    faults, start, posted, eventually
):
    faults.on("*", refuse(500))
    client = await start(REQUEST_TIMEOUT_SECONDS="5")

    async with client.get("/health") as health, client.get("/ready") as ready:
        assert (health.status, ready.status) == (200, 503)
        assert (await ready.json())["checks"] == {"serving": "ok", "token": "failing", "queue": "failing"}
    async with client.post("/process", json=posted) as answer:
        assert (answer.status, answer.headers["Retry-After"]) == (503, "1")

    faults.clear()
    await eventually(lambda: is_ready(client))
    async with client.post("/process", json=posted) as answer:
        assert answer.status == 202


async def test_an_outage_that_comes_later_passes_without_a_restart(faults, start, posted, eventually):
    """However long it is: the health check that restarts tasks asks nobody."""
    client = await start(REQUEST_TIMEOUT_SECONDS="1", TOKEN_TTL_SECONDS="1")
    await eventually(lambda: is_ready(client))

    faults.on("*", refuse(500))
    async with client.post("/process", json=posted) as answer:
        assert answer.status == 503
    async with client.get("/health") as health, client.get("/ready") as ready:
        assert (health.status, ready.status) == (200, 503)
        assert (await ready.json())["checks"] == {"serving": "ok", "token": "ok", "queue": "failing"}

    faults.clear()
    async with client.post("/process", json=posted) as answer:
        assert answer.status == 202
    assert await is_ready(client)


async def is_ready(client):
    async with client.get("/ready") as ready:
        return ready.status == 200
