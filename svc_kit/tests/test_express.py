"""The express lane keeps the order of a connection, its deadlines and its end, whatever comes and when."""

import asyncio
import gc
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass
from itertools import pairwise

import pytest
from aiohttp import web
from aiohttp.http_parser import RawRequestMessage
from aiohttp.streams import StreamReader

from svc_kit.answer import Answer
from svc_kit.connection import Connection
from svc_kit.errors import TooSlow
from svc_kit.express import EARLY_BYTES, Reply, arrival, whole
from svc_kit.run import EXPRESS, STOPPING, listening_ctx
from svc_kit.settings import ServiceSettings

BODY = b"0123456789"


def post(path: str, body: bytes = BODY, headers: str = "") -> bytes:
    return f"POST {path} HTTP/1.1\r\nHost: x\r\n{headers}Content-Length: {len(body)}\r\n\r\n".encode() + body


class Desk:
    """Takes what is posted to /plain, and answers it when a test says so."""

    def __init__(self) -> None:
        self.taken: asyncio.Queue[tuple[StreamReader, Reply]] = asyncio.Queue()

    def take(self, message: RawRequestMessage, body: StreamReader, reply: Reply) -> bool:
        if message.path != "/plain":
            return False
        self.taken.put_nowait((body, reply))
        return True

    async def answer(self, text: str) -> bytes:
        """Returns the body of the request that it has answered."""
        body, reply = await asyncio.wait_for(self.taken.get(), 5)
        await arrival(body)
        reply(Answer(200, {}, text.encode()))
        return whole(body)


class Line:
    """A connection."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.reader, self.writer = reader, writer

    async def send(self, text: bytes) -> None:
        self.writer.write(text)
        await self.writer.drain()
        await asyncio.sleep(0.05)  # a segment of its own

    async def hear(self) -> tuple[str, bytes]:
        """The head and the body of the next answer."""
        head = (await asyncio.wait_for(self.reader.readuntil(b"\r\n\r\n"), 5)).decode()
        length = int(head.lower().partition("content-length: ")[2].partition("\r\n")[0] or 0)
        return head, await self.reader.readexactly(length)

    @property
    async def is_closed(self) -> bool:
        return await asyncio.wait_for(self.reader.read(), 5) == b""


@dataclass(frozen=True, kw_only=True)
class Settings(ServiceSettings):
    port: int = 0
    keepalive_seconds: float = 75
    read_timeout_seconds: float = 10
    max_connections: int = 512


@dataclass
class Service:
    stopping: asyncio.Event
    stop: Callable[[], Awaitable[None]]


@pytest.fixture
def desk() -> Desk:
    return Desk()


@pytest.fixture
async def connect(desk: Desk) -> AsyncIterator[object]:
    async def usual(request: web.Request) -> web.Response:
        return web.Response(body=b"usual " + await request.read())

    async with AsyncExitStack() as services, AsyncExitStack() as lines:

        async def start(**settings):
            app = web.Application()
            app[STOPPING], app[EXPRESS] = asyncio.Event(), desk.take
            app.router.add_routes([web.post("/plain", usual), web.post("/usual", usual)])
            told = Settings(sqs_queue_url="https://queue", **settings)
            port = await services.enter_async_context(listening_ctx(app, told))
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            lines.callback(writer.close)
            return Line(reader, writer), Service(app[STOPPING], services.aclose)

        yield start


async def test_what_comes_behind_a_request_in_the_lane_waits_for_its_answer(connect, desk):
    line, _ = await connect()
    await line.send(post("/plain"))
    await line.send(post("/usual") + post("/plain"))
    await line.send(post("/usual", b"last"))

    assert await desk.answer("first") == BODY

    assert [(await line.hear())[1] for _ in range(4)] == [b"first", b"usual " + BODY, b"usual " + BODY, b"usual last"]


async def test_requests_that_come_together_are_answered_in_their_order(connect):
    line, _ = await connect()

    await line.send(post("/plain", b"1") + post("/usual", b"2") + post("/plain", b"3"))

    assert [(await line.hear())[1] for _ in range(3)] == [b"usual 1", b"usual 2", b"usual 3"]


@pytest.mark.parametrize("cuts", [(-12, -4, 20), (-12, -4), (-4,)], ids=str)
async def test_a_request_may_come_in_pieces_the_last_with_some_or_all_of_the_next(connect, desk, cuts):
    line, _ = await connect()
    text, end = post("/plain") + post("/usual", b"next"), len(post("/plain"))

    for start, stop in pairwise([-end, *cuts, len(text) - end]):
        await line.send(text[end + start : end + stop])

    assert await desk.answer("first") == BODY
    assert [(await line.hear())[1] for _ in range(2)] == [b"first", b"usual next"]


async def test_who_is_answered_before_the_body_is_whole_is_told_that_this_was_the_last(connect, desk):
    line, _ = await connect()
    await line.send(post("/plain")[:-1])
    _, reply = await asyncio.wait_for(desk.taken.get(), 5)

    reply(Answer(503, {}, b"late"))

    assert "Connection: close" in (await line.hear())[0]
    assert await line.is_closed


async def test_the_lane_is_open_again_after_a_request_that_went_the_usual_way(connect, desk):
    line, _ = await connect()
    for number in range(3):
        await line.send(post("/usual"))
        await line.hear()
        await line.send(post("/plain"))
        await desk.answer(str(number))
        assert (await line.hear())[1] == str(number).encode()


async def test_of_what_comes_early_only_so_much_is_taken(connect, desk):
    line, _ = await connect()
    await line.send(post("/plain"))

    behind = post("/usual", b"x" * 8_000_000)
    line.writer.write(behind)
    await asyncio.sleep(0.5)
    waiting = line.writer.transport.get_write_buffer_size()

    assert waiting > 1_000_000 > EARLY_BYTES, "the rest waits at the client"
    await desk.answer("first")
    assert (await line.hear())[1] == b"first"


async def test_who_is_answered_while_the_service_stops_is_told_that_this_was_the_last(connect, desk):
    line, service = await connect()
    await line.send(post("/plain"))
    service.stopping.set()

    await desk.answer("done")

    head, body = await line.hear()
    assert ("Connection: close" in head, body) == (True, b"done")
    assert await line.is_closed


async def test_a_service_that_stops_waits_for_what_is_in_the_lane(connect, desk):
    line, service = await connect(shutdown_grace_seconds=5)
    await line.send(post("/plain"))
    stop = asyncio.create_task(service.stop())
    await asyncio.sleep(0.2)
    assert not stop.done()

    await desk.answer("done")

    assert (await line.hear())[1] == b"done"
    await asyncio.wait_for(stop, 2)


async def test_a_connection_is_not_idle_while_a_request_is_in_the_lane(connect, desk):
    line, _ = await connect(keepalive_seconds=0.3)
    await line.send(post("/plain"))
    await asyncio.sleep(0.6)

    await desk.answer("late")

    assert (await line.hear())[1] == b"late"
    assert await line.is_closed, "idle since"


async def test_a_body_has_its_time_to_come_and_the_connection_ends_with_it(connect, desk):
    line, _ = await connect(read_timeout_seconds=0.3)
    await line.send(post("/plain")[:-1])

    body, reply = await asyncio.wait_for(desk.taken.get(), 5)
    with pytest.raises(TooSlow):
        await asyncio.wait_for(arrival(body), 5)
    reply(Answer(408, {}, b"slow"))

    head, _ = await line.hear()
    assert "Connection: close" in head
    assert await line.is_closed


async def test_a_client_that_goes_before_its_body_is_whole_is_waited_for_no_longer(connect, desk):
    line, _ = await connect()
    await line.send(post("/plain")[:-1])
    body, reply = await desk.taken.get()

    line.writer.close()

    with pytest.raises(ConnectionResetError):
        await asyncio.wait_for(arrival(body), 5)
    reply(None)


async def test_a_client_that_goes_before_its_answer_harms_nobody(connect, desk, caplog):
    line, _ = await connect()
    await line.send(post("/plain"))
    line.writer.close()
    await asyncio.sleep(0.1)

    await desk.answer("to nobody")

    assert not caplog.records


@pytest.mark.parametrize(
    "asked",
    [
        post("/plain").replace(b"HTTP/1.1", b"HTTP/1.0"),
        post("/plain", headers="Connection: close\r\n"),
        post("/plain", headers="Expect: 100-continue\r\n"),
        post("/plain", b"x" * 70_000),
        b"POST /plain HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nx\r\n0\r\n\r\n",
        b"POST /plain HTTP/1.1\r\nHost: x\r\n\r\n",
    ],
)
async def test_what_is_not_plain_goes_the_usual_way(connect, desk, asked):
    line, _ = await connect()
    await line.send(asked)

    head, body = await line.hear()
    if " 100 " in head:
        body = (await line.hear())[1]
    assert body.startswith(b"usual ")
    assert desk.taken.empty()


async def test_beyond_the_limit_of_connections_nothing_is_taken(connect, desk):
    line, _ = await connect(max_connections=1)
    other = Line(*await asyncio.open_connection(*line.writer.get_extra_info("peername")))

    await other.send(post("/plain"))

    assert " 503 " in (await other.hear())[0]
    assert desk.taken.empty()
    other.writer.close()


async def test_a_connection_that_has_ended_is_no_garbage_to_be_found(connect, desk):
    line, _ = await connect()
    await line.send(post("/plain"))
    await desk.answer("first")
    await line.hear()
    gc.collect()
    gc.disable()
    try:
        line.writer.close()
        await asyncio.sleep(0.2)
        assert not [one for one in gc.get_objects() if isinstance(one, Connection)]
    finally:
        gc.enable()
