"""How a call goes over the wire, whatever comes back."""

import asyncio

import pytest

from svc_kit.aws.endpoint import Endpoint
from svc_kit.aws.errors import AwsError
from svc_kit.aws.request import Request
from svc_kit.aws.transport import Terms, transport_ctx
from svc_kit.tests.server import CLOSE, NEVER, OK, server_ctx

LOOK = Request("GET", "/", {})
ONCE, REPEATABLE = Terms(10), Terms(10, repeatable=True)
PATIENCE = 20  # more than any machine needs


@pytest.fixture
async def calls():
    """Starts a server with that script; returns it, and what calls it."""
    ends = []

    async def start(*script, connections=4):
        server = await enter(server_ctx(*script))
        endpoint = Endpoint(False, "127.0.0.1", server.port, "", f"127.0.0.1:{server.port}", "eu-central-1", "sqs")
        return server, await enter(transport_ctx(endpoint, connections))

    async def enter(context):
        entered = await context.__aenter__()
        ends.append(context)
        return entered

    async with asyncio.timeout(PATIENCE):
        yield start
        for one in reversed(ends):
            await one.__aexit__(None, None, None)


@pytest.mark.parametrize(
    ("said", "body"),
    [
        ([b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\n1\r\nc\r\n0\r\n\r\n"], b"abc"),
        ([b"HTTP/1.1 200 OK\r\nContent-Le", b"ngth: 3\r\n\r\na", b"bc"], b"abc"),
        ([b"HTTP/1.1 204 No Content\r\n\r\n"], b""),
        ([b"HTTP/1.1 100 Continue\r\n\r\n", b"HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\na"], b"a"),
    ],
    ids=["in chunks", "in pieces", "without a body", "after a 100"],
)
async def test_a_whole_answer_is_one_however_it_comes_and_leaves_the_connection_open(calls, said, body):
    server, transport = await calls(said)

    assert (await transport.call(LOOK, ONCE)).body == body
    assert (await transport.call(LOOK, ONCE)).body == b"ok"

    assert (server.connections, len(server.requests)) == (1, 2)


@pytest.mark.parametrize(
    "said",
    [
        [b"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 1\r\n\r\na"],
        [b"HTTP/1.0 200 OK\r\nContent-Length: 1\r\n\r\na"],
        [b"HTTP/1.1 200 OK\r\n\r\na", CLOSE],
        [b"HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\na" + OK],
    ],
    ids=["closed", "of 1.0", "ended by the end", "followed by another"],
)
async def test_an_answer_after_which_the_connection_is_of_no_use(calls, said):
    server, transport = await calls(said)

    assert (await transport.call(LOOK, ONCE)).body == b"a"
    assert (await transport.call(LOOK, ONCE)).body == b"ok"

    assert server.connections == 2


async def test_the_answer_to_head_announces_a_body_that_does_not_come(calls):
    server, transport = await calls([b"HTTP/1.1 200 OK\r\nContent-Length: 7\r\nX-A: b\r\n\r\n"])

    answer = await transport.call(Request("HEAD", "/", {}), ONCE)
    assert (answer.headers["x-a"], answer.body) == ("b", b"")
    assert (await transport.call(LOOK, ONCE)).body == b"ok"

    assert server.connections == 1


@pytest.mark.parametrize(
    "said",
    [
        [b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nab", CLOSE],
        [b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n9\r\nab", CLOSE],
        [b"HTTP/1.1 200 OK\r\nConte", CLOSE],
        [b"SSH-2.0-x\r\n", CLOSE],
        [b"HTTP/1.1 100 Continue\r\n\r\n", CLOSE],
        [CLOSE],
    ],
    ids=["cut", "cut in a chunk", "cut in the head", "no HTTP", "only a 100", "nothing"],
)
async def test_what_is_no_whole_answer_is_an_error_and_not_asked_again(calls, said):
    server, transport = await calls(said)

    with pytest.raises(AwsError, match="ConnectionBroken") as fault:
        await transport.call(LOOK, REPEATABLE)

    assert not fault.value.refused
    assert len(server.requests) == 1


async def test_on_a_connection_that_was_closed_while_idle_only_what_does_no_harm_is_asked_again(calls):
    server, transport = await calls([b"HTTP/1.1 204 No Content\r\n\r\n"], [CLOSE], [OK], [CLOSE])

    await transport.call(LOOK, REPEATABLE)
    await transport.call(LOOK, REPEATABLE)
    assert (server.connections, len(server.requests)) == (2, 3)

    with pytest.raises(AwsError, match="ConnectionBroken"):
        await transport.call(Request("POST", "/", {}, b"once"), ONCE)
    assert (server.connections, len(server.requests)) == (2, 4)


async def test_an_answer_that_does_not_come_whole_in_time_is_not_waited_for(calls):
    _, transport = await calls([b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nab", NEVER])

    with pytest.raises(AwsError, match="TimeoutError"):
        await transport.call(LOOK, Terms(0.2))

    assert (await transport.call(LOOK, ONCE)).body == b"ok", "and its rest is no part of the next"


async def test_where_all_connections_are_in_use_a_call_waits_no_longer_than_it_may(calls):
    server, transport = await calls([NEVER], connections=1)
    first = asyncio.create_task(transport.call(LOOK, ONCE))
    await server.asked.wait()

    with pytest.raises(AwsError, match="TimeoutError"):
        await transport.call(LOOK, Terms(0.2))

    first.cancel()
    assert (await transport.call(LOOK, ONCE)).body == b"ok"
    assert server.connections == 2


async def test_a_call_that_fails_for_a_moment_is_tried_again_as_often_as_it_may_be(calls):
    busy = [b"HTTP/1.1 503 Busy\r\nContent-Length: 0\r\n\r\n"]
    server, transport = await calls(busy, busy, busy, busy)

    with pytest.raises(AwsError, match="503"):
        await transport.call(LOOK, Terms(10, tries=3))
    assert (await transport.call(LOOK, Terms(10, tries=3))).body == b"ok"

    assert len(server.requests) == 5


async def test_while_every_call_fails_hardly_any_is_tried_again(calls):
    busy = [b"HTTP/1.1 503 Busy\r\nContent-Length: 0\r\n\r\n"]
    server, transport = await calls(*[busy] * 60)

    for _ in range(20):
        with pytest.raises(AwsError):
            await transport.call(LOOK, Terms(10, tries=2))

    assert len(server.requests) == 20 + 10


async def test_a_refusal_is_not_tried_again(calls):
    no = [b"HTTP/1.1 400 No\r\nContent-Length: 16\r\n\r\n" + b'{"__type":"a#B"}']
    server, transport = await calls(no)

    with pytest.raises(AwsError, match="B") as fault:
        await transport.call(LOOK, Terms(10, tries=3))

    assert (fault.value.code, fault.value.status, len(server.requests)) == ("B", 400, 1)
