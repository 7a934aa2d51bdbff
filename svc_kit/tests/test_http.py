"""What every service answers, whatever happens inside."""

import asyncio
import sys
from collections.abc import AsyncIterator

import pytest
from aiohttp import ClientSession, web

from svc_kit.health import health_routes
from svc_kit.middleware import errors_as_json
from svc_kit.run import STOPPING, listening_ctx
from svc_kit.settings import ServiceSettings


@pytest.fixture
async def client() -> AsyncIterator[ClientSession]:
    async def fail(_: web.Request) -> web.Response:
        raise RuntimeError("secret of the inside")

    async def alive(_: web.Application) -> bool:
        return True

    async def good(_: web.Application) -> bool:
        return True

    async def bad(_: web.Application) -> bool:
        raise RuntimeError("secret of the inside")

    app = web.Application(middlewares=[errors_as_json])
    app[STOPPING] = asyncio.Event()
    app.router.add_routes([web.get("/fail", fail), *health_routes("1.2.3", alive, {"one": good, "two": bad})])
    settings = ServiceSettings(port=0, sqs_queue_url="https://queue")
    async with listening_ctx(app, settings) as port, ClientSession(f"http://127.0.0.1:{port}") as session:
        yield session


async def test_an_unexpected_fault_is_an_unknown_outcome(
    client: ClientSession, caplog: pytest.LogCaptureFixture
) -> None:
    async with client.get("/fail") as answer:
        assert (answer.status, answer.headers["Retry-After"]) == (503, "1")
        assert "secret" not in await answer.text()
    assert "request failed" in caplog.messages


async def test_health_tells_the_version(client: ClientSession) -> None:
    async with client.get("/health") as answer:
        assert (answer.status, await answer.text()) == (200, '{"status":"ok","version":"1.2.3"}')


async def test_readiness_names_each_check_and_a_check_that_raises_has_failed(client: ClientSession) -> None:
    async with client.get("/ready") as answer:
        assert answer.status == 503
        assert await answer.json() == {"status": "not ready", "checks": {"one": "ok", "two": "failing"}}


async def probe(port: int | None) -> int:
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "svc_kit.probe", str(port), stderr=asyncio.subprocess.DEVNULL
    )
    return await process.wait()


async def test_the_probe_succeeds_while_the_service_is_healthy(client: ClientSession) -> None:
    assert await probe(client._base_url.port if client._base_url else None) == 0


@pytest.mark.parametrize("said", [b"HTTP/1.1 503 Service Unavailable\r\n\r\n", b"200\r\n", b"HTTP/1.1 20", b""])
async def test_the_probe_fails_where_the_answer_is_another(said: bytes) -> None:
    async def answer(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(said)
        await writer.drain()
        writer.close()

    async with await asyncio.start_server(answer, "127.0.0.1") as server:
        assert await probe(server.sockets[0].getsockname()[1]) == 1


async def test_the_probe_fails_where_nobody_listens(unused_tcp_port: int) -> None:
    assert await probe(unused_tcp_port) == 1
