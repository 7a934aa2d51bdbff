"""One connection: what it sends must come whole, in time and in bounds, or is declined as the contract says."""

import asyncio
import logging
from dataclasses import dataclass
from typing import Any

from aiohttp import web
from aiohttp.http_exceptions import BadHttpMessage, LineTooLong
from aiohttp.streams import EMPTY_PAYLOAD, StreamReader
from aiohttp.web_protocol import RequestHandler, RequestPayloadError, _ErrInfo

from svc_kit.errors import Declined, HeadersTooLarge, Malformed, TooSlow, Unavailable
from svc_kit.middleware import declined, declined_by_aiohttp

log = logging.getLogger(__name__)

HEAD_BYTES = 65_536  # what an Application Load Balancer lets through as the head of a request
SPARE_CONNECTIONS = 64
SPARE_SECONDS = 1.0  # a balancer and a probe send the whole head at once


@dataclass(frozen=True)
class Limits:
    read_seconds: float
    connections: int


class Connection(RequestHandler):
    """A request has `read_seconds` from its first byte, the first one from the connection on, to arrive whole."""

    __slots__ = (
        "_arriving",
        "_awaited",
        "_deadline",
        "_deaf",
        "_head_bytes",
        "_limits",
        "_seconds",
        "_server",
        "_unread",
    )

    def __init__(self, manager: web.Server, limits: Limits, **options: Any) -> None:
        super().__init__(manager, **options)
        # aiohttp would let 32 requests wait behind the one in hand, each with its body in memory.
        self._max_msg_queue_size, self._msg_queue_resume_size = 2, 1
        self._server = manager
        self._limits = limits
        self._seconds = limits.read_seconds
        self._arriving: StreamReader = EMPTY_PAYLOAD
        self._awaited = 0  # the number of the request that the deadline is for
        self._deadline: asyncio.TimerHandle | None = None
        self._unread: asyncio.TimerHandle | None = None
        self._head_bytes = 0
        self._deaf = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        super().connection_made(transport)
        over = len(self._server.connections) - self._limits.connections
        if over > SPARE_CONNECTIONS:
            self.force_close()
            return
        if over > 0:
            self._request_handler = self._decline_all_but_health
            self._seconds = min(self._seconds, SPARE_SECONDS)
        self._await(1)

    def connection_lost(self, exc: BaseException | None) -> None:
        self._await_nothing()
        self._write_goes_on()
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

    def handle_error(
        self,
        request: web.BaseRequest,
        status: int = 500,
        exc: BaseException | None = None,
        message: str | None = None,  # noqa: ARG002 - it quotes the client's bytes
    ) -> web.StreamResponse:
        """Replaces aiohttp's answer, which would echo what the client sent and log it."""
        if request.writer.output_size > 0 or isinstance(exc, ConnectionError):
            raise ConnectionError("an answer has begun already, or nobody is left to be answered")
        reason = exc if isinstance(exc, Declined) else _reason(status, exc)
        if isinstance(reason, Unavailable):
            log.error("request failed", exc_info=exc)
        response = declined(reason)
        response.force_close()
        return response

    async def finish_response(
        self, request: web.BaseRequest, resp: web.StreamResponse, start_time: float | None
    ) -> tuple[web.StreamResponse, bool]:
        if isinstance(resp, web.HTTPException):  # an Expect is judged before any middleware runs
            unknown = request.match_info.http_exception if isinstance(request, web.Request) else None
            resp = declined_by_aiohttp(unknown or resp)
        resp.headers.setdefault("Server", "sluice")  # aiohttp would name its version and Python's
        broken = self._deaf or request.content.exception() is not None
        if broken:
            resp.force_close()
        if resp.keep_alive is False:
            resp.headers["Connection"] = "close"  # aiohttp does not say so to HTTP/1.0, nor to what it cannot parse
        finished = await super().finish_response(request, resp, start_time)
        if broken:
            self.force_close()  # aiohttp would wait for the rest of the body first
        return finished

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
        if self._waiter is not None:
            self._refuse(reason)
        elif self._request_in_progress:
            self._deaf = True
            if not self._arriving.is_eof():
                self._arriving.set_exception(reason)
        else:
            self.force_close()  # it was answered, and only the rest of a body was waited for

    def _refuse(self, reason: Declined) -> None:
        """Declines the request whose head has not come whole, and hears no more."""
        self._deaf = True
        self._messages.append((_ErrInfo(reason.status, reason, ""), EMPTY_PAYLOAD))
        if self._waiter is not None and not self._waiter.done():
            self._waiter.set_result(None)

    async def _decline_all_but_health(self, request: web.BaseRequest) -> web.StreamResponse:
        """A full house is no reason to restart it, so the health checks are answered still."""
        if request.path == "/health":
            response = await self._server.request_handler(request)
        else:
            response = declined(Unavailable("there are too many connections"))
        response.force_close()
        return response


def _reason(status: int, exc: BaseException | None) -> Declined:
    if isinstance(exc, LineTooLong):
        return HeadersTooLarge("a header is too large")
    if isinstance(exc, BadHttpMessage) and exc.message.startswith("Too many headers"):
        return HeadersTooLarge("there are too many headers")
    if status == 400:
        return Malformed("this is not a well-formed HTTP request")
    return Unavailable()
