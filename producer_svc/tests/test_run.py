"""`python -m producer_svc`, started and stopped as ECS does it."""

import asyncio
import json
import os
import signal
import socket
import sys
from pathlib import Path

import pytest
from aiohttp import ClientConnectionError, ClientSession
from yarl import URL

from producer_svc.settings import Settings
from svc_kit.settings import SettingsError, read
from tests.fault_proxy import Hold


async def address(service):
    return f"http://127.0.0.1:{(await service.event('listening'))['port']}"


async def test_a_bad_environment_is_named_whole(run_service):
    service = await run_service("producer_svc", PORT="x", MAX_PENDING="0", TOKEN_PARAM_NAME="")

    status, _, complaint = await service.end()

    assert status == 78
    assert len(complaint.splitlines()) == 1
    for name in ("SQS_QUEUE_URL", "TOKEN_PARAM_NAME", "PORT", "MAX_PENDING"):
        assert name in complaint


def test_a_drain_and_a_request_must_fit_the_grace(environment):
    read(Settings, environment | {"DRAIN_SECONDS": "5", "REQUEST_TIMEOUT_SECONDS": "20"})
    with pytest.raises(SettingsError, match=r"DRAIN_SECONDS \+ REQUEST_TIMEOUT_SECONDS"):
        read(Settings, environment | {"DRAIN_SECONDS": "5", "REQUEST_TIMEOUT_SECONDS": "20.1"})


async def test_a_taken_port_is_one_sentence(run_service, environment):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        service = await run_service("producer_svc", **environment | {"PORT": port})
        status, _, complaint = await service.end()

    assert status == 1
    assert complaint == f"cannot listen on 127.0.0.1:{port}: Address already in use\n"


async def test_a_stop_serves_until_it_has_drained(run_service, environment, posted, messages):
    """ECS sends SIGTERM before the balancer has let go of the task (containers-roadmap #708)."""
    service = await run_service("producer_svc", **environment | {"DRAIN_SECONDS": "3"})
    async with ClientSession(await address(service)) as client:
        service.process.send_signal(signal.SIGTERM)
        await service.event("stopping")

        async with client.get("/ready") as ready, client.get("/health") as health:
            assert (ready.status, health.status) == (503, 200)
            assert ready.headers["Connection"] == "close", "whoever keeps his connection would see it cut"
            assert (await ready.json())["checks"]["serving"] == "failing"
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


async def test_a_stop_waits_for_the_request_in_flight(faults, run_service, environment, posted):
    hold = Hold()
    faults.on("SendMessageBatch", hold)
    service = await run_service("producer_svc", **environment)
    async with ClientSession(await address(service)) as client:
        in_flight = asyncio.create_task(client.post("/process", json=posted))
        await hold.arrived.wait()
        service.process.send_signal(signal.SIGTERM)
        await service.event("stopping")
        hold.release()

        async with await in_flight as answer:
            assert answer.status == 202
        assert (await service.end())[0] == 0


@pytest.fixture
def never_confirmed(faults):
    """Set once an email is on its way to a queue that never answers."""
    hold = Hold()
    faults.on("SendMessageBatch", hold)
    yield hold.arrived
    hold.release()


async def test_a_stop_ends_in_its_grace_even_where_sqs_hangs(never_confirmed, run_service, environment, posted):
    times = {"REQUEST_TIMEOUT_SECONDS": "1", "SHUTDOWN_GRACE_SECONDS": "3"}
    service = await run_service("producer_svc", **environment | times)
    async with ClientSession(await address(service)) as client:
        in_flight = asyncio.create_task(client.post("/process", json=posted))
        await never_confirmed.wait()
        service.process.send_signal(signal.SIGTERM)
        async with asyncio.timeout(15):
            status, _, complaint = await service.end()

        assert (status, complaint) == (0, "")
        async with await in_flight as answer:
            assert (answer.status, (await answer.json())["status"]) == (503, "declined")


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
async def test_a_second_signal_ends_at_once(never_confirmed, run_service, environment, posted, number):
    service = await run_service("producer_svc", **environment)
    async with ClientSession(await address(service)) as client:
        in_flight = asyncio.create_task(client.post("/process", json=posted))
        await never_confirmed.wait()
        service.process.send_signal(signal.SIGTERM)
        await service.event("stopping")
        service.process.send_signal(number)

        status, logged, complaint = await service.end()

        assert (status, complaint) == (128 + number, "")
        assert "ended at once" in logged
        with pytest.raises(ClientConnectionError):
            await in_flight


async def test_a_stop_does_not_wait_for_who_says_nothing(run_service, environment):
    service = await run_service("producer_svc", **environment)
    url = await address(service)
    async with ClientSession(url) as client:
        async with client.get("/health") as kept_alive:
            assert "Connection" not in kept_alive.headers
        _, half = await asyncio.open_connection("127.0.0.1", URL(url).port)
        half.write(b"POST /process HTTP/1.1\r\nHost:")
        await half.drain()
        service.process.send_signal(signal.SIGTERM)
        async with asyncio.timeout(8):
            assert (await service.end())[0] == 0
        half.close()


async def test_a_client_of_the_older_service_is_served(run_service, environment, posted):
    """It posts what it always did, over HTTP/1.0 and with two headers, and looks at the status alone."""
    service = await run_service("producer_svc", **environment)
    body = json.dumps(posted, indent=2).encode()
    reader, writer = await asyncio.open_connection("127.0.0.1", URL(await address(service)).port)
    writer.write(
        b"POST /process HTTP/1.0\r\ncontent-type: application/json; charset=utf-8\r\n"
        + f"content-length: {len(body)}\r\n\r\n".encode()
        + body
    )
    head, _, answer = (await reader.read()).partition(b"\r\n\r\n")
    writer.close()

    assert b" 202 " in head.splitlines()[0]
    assert json.loads(answer)["status"] == "accepted"


async def test_the_command_of_the_readme_is_accepted(request, run_service, environment, posted, tmp_path):
    blocks = (request.config.rootpath / "README.md").read_text().split("```")[1::2]
    [command] = [block for block in blocks if "curl" in block]
    service = await run_service("producer_svc", **environment)
    (tmp_path / ".local").mkdir()
    (tmp_path / ".local/outputs.json").write_text(json.dumps({"producer_url": await address(service)}))
    (tmp_path / ".local/payload.json").write_text(json.dumps(posted))

    shell = await asyncio.create_subprocess_shell(
        command,
        cwd=tmp_path,
        env={"PATH": f"{Path(sys.executable).parent}:{os.defpath}"},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
    )

    told, _ = await shell.communicate()
    assert told == b'{"status":"accepted"}'
