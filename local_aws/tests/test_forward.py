"""A request on its way through a listener, with targets that answer well or badly."""

import asyncio
import gzip
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

import aiohttp
import pytest
from aiohttp import web
from aiohttp.test_utils import RawTestServer
from multidict import CIMultiDict

from local_aws.forward import Door, answer
from local_aws.routes import Action, Listener, Rule

Handler = Callable[[web.BaseRequest], Awaitable[web.StreamResponse]]
FORWARD = Action("forward", {"groups": ("group",)})


def listener(action: Action, protocol: str = "HTTP") -> Listener:
    return Listener("balancer", 80, protocol, (Rule((), action),))


@asynccontextmanager
async def door_ctx(
    target: str | None, action: Action = FORWARD, patience: float = 5
) -> AsyncIterator[aiohttp.ClientSession]:
    """A client in front of a listener that forwards to one target."""
    session = aiohttp.ClientSession(
        auto_decompress=False, timeout=aiohttp.ClientTimeout(total=None, sock_read=patience)
    )

    async def handle(request: web.BaseRequest) -> web.StreamResponse:
        return await answer(request, Door(listener(action), session, lambda _groups: target))

    async with (
        session,
        RawTestServer(handle, auto_decompress=False) as server,
        aiohttp.ClientSession(
            base_url=server.make_url("/"), auto_decompress=False, timeout=aiohttp.ClientTimeout(10)
        ) as client,
    ):
        yield client


@asynccontextmanager
async def through_ctx(handler: Handler, patience: float = 5) -> AsyncIterator[aiohttp.ClientSession]:
    async with (
        RawTestServer(handler) as target,
        door_ctx(str(target.make_url("/")).rstrip("/"), patience=patience) as client,
    ):
        yield client


async def test_the_target_sees_method_path_query_host_and_body_as_they_were_sent() -> None:
    seen: dict[str, Any] = {}

    async def handle(request: web.BaseRequest) -> web.StreamResponse:
        seen.update(method=request.method, path=request.path_qs, host=request.host, body=await request.read())
        return web.Response(status=202)

    async with through_ctx(handle) as client:
        answered = await client.post("/a%2Fb?c=%20d", data=b"body", headers={"Host": "mail.test"})

    assert answered.status == 202
    assert seen == {"method": "POST", "path": "/a%2Fb?c=%20d", "host": "mail.test", "body": b"body"}


async def test_the_target_learns_where_the_request_came_from_and_nothing_is_invented() -> None:
    seen: CIMultiDict[str] = CIMultiDict()

    async def handle(request: web.BaseRequest) -> web.StreamResponse:
        seen.extend(request.headers)
        return web.Response()

    async with through_ctx(handle) as client:
        await client.get(
            "/",
            headers={"X-Forwarded-For": "10.0.0.9", "X-Forwarded-Proto": "gopher", "Connection": "x-hop", "X-Hop": "1"},
            skip_auto_headers=("Accept", "Accept-Encoding", "User-Agent"),
        )

    assert set(seen) == {"Host", "X-Forwarded-For", "X-Forwarded-Proto", "X-Forwarded-Port"}
    assert seen["X-Forwarded-For"] == "10.0.0.9, 127.0.0.1"
    assert (seen["X-Forwarded-Proto"], seen["X-Forwarded-Port"]) == ("http", "80")


async def test_the_client_gets_status_headers_and_body_as_the_target_sent_them() -> None:
    packed = gzip.compress(b"answer")

    async def handle(_request: web.BaseRequest) -> web.StreamResponse:
        headers = [("Set-Cookie", "a=1"), ("Set-Cookie", "b=2"), ("Content-Encoding", "gzip")]
        return web.Response(status=418, reason="Teapot", body=packed, headers=CIMultiDict(headers))

    async with through_ctx(handle) as client, client.get("/") as answered:
        assert (answered.status, answered.reason) == (418, "Teapot")
        assert answered.headers.getall("Set-Cookie") == ["a=1", "b=2"]
        assert await answered.read() == packed


async def test_a_body_streams_both_ways_without_being_gathered() -> None:
    async def handle(request: web.BaseRequest) -> web.StreamResponse:
        response = web.StreamResponse()
        await response.prepare(request)
        async for chunk in request.content.iter_any():
            await response.write(chunk)
        return response

    heard = asyncio.Event()

    async def body() -> AsyncIterator[bytes]:
        yield b"first"
        await heard.wait()
        yield b"last"

    async with through_ctx(handle) as client, client.post("/", data=body()) as answered:
        assert await answered.content.readany() == b"first"
        heard.set()
        assert await answered.content.read() == b"last"


async def test_a_head_request_gets_the_length_and_no_body() -> None:
    async def handle(_request: web.BaseRequest) -> web.StreamResponse:
        return web.Response(text="12345")

    async with through_ctx(handle) as client, client.head("/") as answered:
        assert answered.headers["Content-Length"] == "5"
        assert await answered.read() == b""


async def test_a_client_that_waits_for_continue_is_answered_at_once() -> None:
    async def handle(request: web.BaseRequest) -> web.StreamResponse:
        assert "Expect" not in request.headers
        return web.Response(body=await request.read())

    async with through_ctx(handle) as client, client.post("/", data=b"body", expect100=True) as answered:
        assert await answered.read() == b"body"


async def test_a_target_that_breaks_the_connection_is_a_502_and_is_not_asked_again() -> None:
    asked = 0

    async def handle(request: web.BaseRequest) -> web.StreamResponse:
        nonlocal asked
        asked += 1
        if asked > 1 and request.transport:
            request.transport.abort()
        return web.Response()

    async with through_ctx(handle) as client:
        await client.post("/", data=b"leaves a connection that can be used again")
        answered = await client.post("/", data=b"breaks")

    assert (answered.status, asked) == (502, 2)


async def test_a_request_for_no_path_is_a_400() -> None:
    async def handle(_request: web.BaseRequest) -> web.StreamResponse:
        return web.Response()

    async with through_ctx(handle) as client:
        async with client.get("/") as answered:
            reader, writer = await asyncio.open_connection(answered.url.host, answered.url.port)
        writer.write(b"OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n")
        assert (await reader.readline()).startswith(b"HTTP/1.1 400 ")
        writer.close()


async def test_a_refusal_comes_through_before_the_body_has_gone_out() -> None:
    async def handle(_request: web.BaseRequest) -> web.StreamResponse:
        return web.Response(status=413, headers={"Connection": "close"})

    async with through_ctx(handle) as client, client.post("/", data=bytes(8_000_000)) as answered:
        assert answered.status == 413


async def test_a_target_that_cannot_be_reached_is_a_502(unused_tcp_port: int) -> None:
    async with door_ctx(f"http://127.0.0.1:{unused_tcp_port}") as client:
        assert (await client.get("/")).status == 502


async def test_a_target_that_says_nothing_for_too_long_is_a_504() -> None:
    async def handle(_request: web.BaseRequest) -> web.StreamResponse:
        await asyncio.Event().wait()
        raise AssertionError

    async with through_ctx(handle, patience=0.1) as client:
        assert (await client.get("/")).status == 504


async def test_an_answer_that_breaks_off_never_looks_whole() -> None:
    async def handle(request: web.BaseRequest) -> web.StreamResponse:
        response = web.StreamResponse()
        await response.prepare(request)
        await response.write(b"half")
        assert request.transport
        request.transport.abort()
        return response

    async with through_ctx(handle) as client:
        with pytest.raises(aiohttp.ClientError):
            await (await client.get("/")).read()


async def test_without_a_healthy_target_it_is_a_503() -> None:
    async with door_ctx(None) as client, client.get("/") as answered:
        assert answered.status == 503
        assert "503 Service Unavailable" in await answered.text()


async def test_a_fixed_response_is_given_as_the_rule_says() -> None:
    detail = {"StatusCode": "404", "ContentType": "application/json", "MessageBody": '{"no": 1}'}
    async with door_ctx(None, Action("fixed-response", detail)) as client, client.get("/") as answered:
        assert (answered.status, answered.content_type) == (404, "application/json")
        assert await answered.json() == {"no": 1}


async def test_a_redirect_names_the_place_that_the_rule_says() -> None:
    detail = {
        "Protocol": "HTTPS",
        "Host": "#{host}",
        "Port": "443",
        "Path": "/#{path}",
        "Query": "#{query}",
        "StatusCode": "HTTP_301",
    }
    async with door_ctx(None, Action("redirect", detail)) as client:
        answered = await client.get("/docs/a?b=c", headers={"Host": "mail.test:80"}, allow_redirects=False)

    assert (answered.status, answered.headers["Location"]) == (301, "https://mail.test:443/docs/a?b=c")
