"""The express lane: a plain request is answered past most of what aiohttp builds for any request.

aiohttp's server, its parser and our deadlines stay what they are. Spared are its request, its writer, router,
middlewares and response: some 60 of the 85 µs of CPU that a handler takes which does nothing but answer.
"""

import asyncio
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from aiohttp import HttpVersion11, web
from aiohttp.http_parser import RawRequestMessage
from aiohttp.streams import StreamReader

from svc_kit.answer import Answer
from svc_kit.deadlines import Punctual

BODY_BYTES = 65_536  # of a plain request: below what aiohttp stops reading at until somebody takes some of it
EARLY_BYTES = 65_536  # kept of what comes behind a request that is not answered yet; then the client has to wait

Reply = Callable[[Answer | None], None]
# Whether a plain request is taken, whose answer is then given once; None where nobody is left to be answered.
Take = Callable[[RawRequestMessage, StreamReader, Reply], bool]


@dataclass(frozen=True)
class Lane:
    take: Take
    stopping: asyncio.Event  # once it is set no connection is kept


async def arrival(body: StreamReader) -> None:
    """Raises what ends the body of a plain request before it is whole."""
    if body.is_eof():
        return
    if fault := body.exception():
        raise fault
    await body.wait_eof()


def whole(body: StreamReader) -> bytes:
    """What a plain request holds whose body has come whole: to read it would ask the socket for more, each time."""
    return b"".join(body._buffer)


class Express(Punctual):
    """A connection has a request in the lane, or is aiohttp's: what comes behind the former is kept from aiohttp."""

    __slots__ = ("_behind", "_draining", "_early", "_lane", "_under_way")

    def __init__(self, manager: web.Server, lane: Lane | None, seconds: float, **options: Any) -> None:
        super().__init__(manager, seconds, **options)
        self._lane = lane
        self._under_way = False  # a request in the lane, from its head to its answer
        self._behind: deque[Any] = deque()  # messages that came with the end of the body
        self._early = b""  # what came after it
        self._draining: asyncio.Task[None] | None = None

    def data_received(self, data: bytes) -> None:
        if self._under_way:
            self._receive_meanwhile(data)
        elif self._lane is None or self._answered < self._request_count:
            super().data_received(data)
        else:
            self._parse(data)
            if not self._begin(self._lane):
                self._wake()

    def connection_lost(self, exc: BaseException | None) -> None:
        if self._under_way:
            self._arriving.set_exception(ConnectionResetError("the client has gone"))
        super().connection_lost(exc)

    def _process_keepalive(self) -> None:
        if not self._under_way:
            super()._process_keepalive()
        else:
            self._keepalive_handle = None  # there is a new one with the answer

    def _parse(self, data: bytes) -> None:
        """What comes is not begun with by aiohttp, which `_waiter` would wake."""
        waiter, self._waiter = self._waiter, None
        super().data_received(data)
        self._waiter = waiter

    def _wake(self) -> None:
        if self._messages and self._waiter is not None and not self._waiter.done():
            self._waiter.set_result(None)

    def _receive_meanwhile(self, data: bytes) -> None:
        if self._arriving.is_eof():
            self._early += data
            if len(self._early) > EARLY_BYTES and not self._buffer_paused:
                self._pause_reading_for_buffer()
        else:
            self._parse(data)
            self._behind.extend(self._messages)
            self._messages.clear()

    def _begin(self, lane: Lane) -> bool:
        if len(self._messages) != 1 or self._parser is None or self._deaf or lane.stopping.is_set():
            return False
        message, body = self._messages[0]
        if not isinstance(message, RawRequestMessage) or not _is_plain(message):
            return False
        self._messages.clear()
        self._under_way = self._request_in_progress = True
        if lane.take(message, body, self._reply):
            self._parser.message_consumed()
            return True
        self._messages.append((message, body))
        self._under_way = self._request_in_progress = False
        return False

    def _reply(self, answer: Answer | None) -> None:
        is_last = answer is None or self._is_last
        if answer is not None and self.transport is not None:
            self.transport.write(answer.wire(last=is_last))
            if self._paused:  # until the client has read some of it
                self._draining = self._loop.create_task(self._drain_helper())
                self._draining.add_done_callback(lambda _: self._end(is_last))
                return
        self._end(is_last)

    @property
    def _is_last(self) -> bool:
        """Whether no other request is taken on this connection."""
        broken = self._arriving.exception() is not None or not self._arriving.is_eof()
        stopping = self._lane is None or self._lane.stopping.is_set()
        return broken or stopping or self._deaf or self._close or self._force_close

    def _end(self, is_last: bool) -> None:
        self._under_way = False
        self._request_in_progress = False
        self._answered += 1
        if self._handler_waiter is not None and not self._handler_waiter.done():
            self._handler_waiter.set_result(None)
        if is_last or self._close or self._force_close:
            self.force_close()
            return
        self._next_keepalive_close_time = self._loop.time() + self._keepalive_timeout
        if self._keepalive_handle is None:
            self._keepalive_handle = self._loop.call_at(self._next_keepalive_close_time, self._process_keepalive)
        if self._behind or self._early:
            self._go_on()

    def _go_on(self) -> None:
        """With what came behind the request."""
        self._messages.extend(self._behind)
        self._behind.clear()
        early, self._early = self._early, b""
        self.data_received(early)
        self._wake()
        if self._buffer_paused:
            self._resume_reading_if_drained()


def _is_plain(message: RawRequestMessage) -> bool:
    """Whether it has a body of a length that it says, and asks for nothing special of the connection."""
    headers = message.headers
    return (
        message.version == HttpVersion11
        and not (message.should_close or message.upgrade or message.chunked or message.compression)
        and 0 < int(headers.get("Content-Length", 0)) <= BODY_BYTES
        and "Expect" not in headers
    )
