"""`python -m producer_svc`, started and stopped as ECS does it."""

import asyncio
import signal
import socket

from aiohttp import ClientConnectionError, ClientSession


async def test_a_bad_environment_is_named_whole(run_service):
    service = await run_service("producer_svc", PORT="x", MAX_PENDING="0", TOKEN_PARAM_NAME="")

    status, _, complaint = await service.end()

    assert status == 78
    assert len(complaint.splitlines()) == 1
    for name in ("SQS_QUEUE_URL", "TOKEN_PARAM_NAME", "PORT", "MAX_PENDING"):
        assert name in complaint


async def test_a_taken_port_is_one_sentence(run_service, environment):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        service = await run_service("producer_svc", **environment | {"PORT": port})
        status, _, complaint = await service.end()

    assert status == 1
    assert complaint == f"cannot listen on 127.0.0.1:{port}: Address already in use\n"


async def test_a_stop_serves_until_it_has_drained(run_service, environment, posted, messages):
    service = await run_service("producer_svc", **environment | {"DRAIN_SECONDS": "3"})
    port = (await service.event("listening"))["port"]
    async with ClientSession(f"http://127.0.0.1:{port}") as client:
        service.process.send_signal(signal.SIGTERM)
        await service.event("stopping")

        async with client.get("/ready") as ready, client.get("/health") as health:
            assert (ready.status, health.status) == (503, 200)
        async with client.post("/process", json=posted) as answer:
            assert answer.status == 202
        status, _, complaint = await service.end()

        assert (status, complaint) == (0, "")
        assert len(messages()) == 1
        try:
            await client.get("/health")
        except ClientConnectionError:
            return
    raise AssertionError("the listener is still open")


async def test_a_stop_waits_for_the_request_in_flight(gateway, run_service, environment, posted):
    sending, confirmed = asyncio.Event(), asyncio.Event()

    async def hold(request, _body):
        if request.headers.get("X-Amz-Target", "").endswith(".SendMessageBatch"):
            sending.set()
            await confirmed.wait()

    gateway.intercept = hold
    service = await run_service("producer_svc", **environment)
    port = (await service.event("listening"))["port"]
    async with ClientSession(f"http://127.0.0.1:{port}") as client:
        in_flight = asyncio.create_task(client.post("/process", json=posted))
        await sending.wait()
        service.process.send_signal(signal.SIGTERM)
        await service.event("stopping")
        confirmed.set()

        async with await in_flight as answer:
            assert answer.status == 202
        assert (await service.end())[0] == 0


async def test_the_token_and_the_email_are_in_no_log(run_service, environment, posted, ssm, token_parameter):
    ssm.put_parameter(Name=token_parameter, Value="canary-token", Type="SecureString", Overwrite=True)
    posted["data"]["email_content"] = "canary-content"
    service = await run_service("producer_svc", **environment | {"LOG_LEVEL": "DEBUG"})
    port = (await service.event("listening"))["port"]
    async with ClientSession(f"http://127.0.0.1:{port}") as client:
        for token in ("canary-token", "canary-wrong"):
            async with client.post("/process", json=posted | {"token": token}) as answer:
                assert answer.status in (202, 401)
        async with client.get("/metrics") as metrics:
            counted = await metrics.text()
    service.process.send_signal(signal.SIGTERM)

    status, logged, complaint = await service.end()

    assert status == 0
    assert "request answered" in logged
    assert "canary" not in logged + complaint + counted
