"""Deadlines of a connection: a request must come whole, and its answer be read, in a number of seconds."""

import asyncio
from typing import Any

from aiohttp import web
from aiohttp.streams import EMPTY_PAYLOAD, StreamReader
from aiohttp.web_protocol import RequestPayloadError, _ErrInfo

from svc_kit.errors import Declined, HeadersTooLarge, TooSlow
from svc_kit.protocol import Protocol

HEAD_BYTES = 65_536  # what an Application Load Balancer lets through as the head of a request


class Punctual(Protocol):
    """A request has these seconds from its first byte, the first one from the connection on, to arrive whole."""

    __slots__ = ("_arriving", "_awaited", "_deadline", "_head_bytes", "_seconds", "_unread")

    def __init__(self, manager: web.Server, seconds: float, **options: Any) -> None:
        super().__init__(manager, **options)
        self._seconds = seconds
        self._arriving: StreamReader = EMPTY_PAYLOAD
        self._awaited = 0  # the number of the request that the deadline is for
        self._deadline: asyncio.TimerHandle | None = None
        self._unread: asyncio.TimerHandle | None = None
        self._head_bytes = 0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        super().connection_made(transport)
        self._await(1)

    def connection_lost(self, exc: BaseException | None) -> None:
        self._await_nothing()
        self._write_goes_on()
        self._arriving = EMPTY_PAYLOAD  # it holds the connection, which would be found by the garbage collector alone
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        if self._deaf:
            return
        seen = self._request_count
        super().data_received(data)
        if self._request_count > seen:
            self._take(*self._messages[-1])
        elif self._arriving.is_eof() and self._awaited == self._request_count:
            self._await_nothing()  # that was the end of the body
        elif data and self._arriving.is_eof():
            self._head_bytes += len(data)
            self._await(self._request_count + 1)
            if self._head_bytes > HEAD_BYTES:
                self._refuse(HeadersTooLarge("the headers are too large"))

    def pause_writing(self) -> None:
        super().pause_writing()
        if self.transport is not None:
            self._unread = self._loop.call_later(self._seconds, self.transport.abort)

    def resume_writing(self) -> None:
        self._write_goes_on()
        super().resume_writing()

    def _take(self, message: object, payload: StreamReader) -> None:
        if isinstance(message, _ErrInfo) and not self._arriving.is_eof():
            self._arriving.set_exception(RequestPayloadError())  # aiohttp would leave its reader waiting
        self._arriving = payload
        self._head_bytes = 0
        if payload.is_eof():
            self._await_nothing()
        else:
            self._await(self._request_count)

    def _await(self, number: int) -> None:
        if self._deadline is None or self._awaited != number:
            self._await_nothing()
            self._awaited = number
            self._deadline = self._loop.call_later(self._seconds, self._too_late)

    def _await_nothing(self) -> None:
        if self._deadline is not None:
            self._deadline.cancel()
            self._deadline = None
        self._awaited = 0

    def _write_goes_on(self) -> None:
        if self._unread is not None:
            self._unread.cancel()
            self._unread = None

    def _too_late(self) -> None:
        self._deadline = None
        reason = TooSlow("the request did not arrive in time")
        if self._request_in_progress:
            self._deaf = True
            if not self._arriving.is_eof():
                self._arriving.set_exception(reason)
        elif self._waiter is not None:
            self._refuse(reason)
        else:
            self.force_close()  # it was answered, and only the rest of a body was waited for

    def _refuse(self, reason: Declined) -> None:
        """Declines the request whose head has not come whole, and hears no more."""
        self._deaf = True
        self._messages.append((_ErrInfo(reason.status, reason, ""), EMPTY_PAYLOAD))
        if self._waiter is not None and not self._waiter.done():
            self._waiter.set_result(None)
