"""What the server refuses before any listener sees it."""

import asyncio
import logging

import pytest
from aiohttp import web

from local_aws.http_server import Server


async def exchange(server: Server, sent: bytes) -> bytes:
    listening = await asyncio.get_running_loop().create_server(server, "127.0.0.1", 0)
    async with listening:
        reader, writer = await asyncio.open_connection(*listening.sockets[0].getsockname())
        writer.write(sent)
        answer = await reader.read()
        writer.close()
    await server.shutdown()
    return answer


async def hello(_: web.BaseRequest) -> web.StreamResponse:
    return web.Response(text="hello")


async def broken(_: web.BaseRequest) -> web.StreamResponse:
    raise RuntimeError("on purpose")


async def test_a_malformed_request_is_refused_and_neither_echoed_nor_logged(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    answer = await exchange(Server(hello), b"GET / HTTP/1.1\r\ncanary canary\r\n\r\n")
    assert b" 400 " in answer.splitlines()[0]  # the version that it asked for is not known either
    assert b"Server: awselb/2.0" in answer
    assert b"canary" not in answer
    assert "canary" not in caplog.text


async def test_a_fault_of_ours_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    answer = await exchange(Server(broken), b"GET / HTTP/1.1\r\nHost: here\r\n\r\n")
    assert answer.startswith(b"HTTP/1.1 502 ")
    assert "on purpose" in caplog.text
