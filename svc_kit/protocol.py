"""HTTP as aiohttp speaks it, but what it refuses by itself is answered as the contract says."""

import logging
from collections import deque
from typing import Any

from aiohttp import web
from aiohttp.http_exceptions import BadHttpMessage, LineTooLong
from aiohttp.http_parser import RawRequestMessage
from aiohttp.streams import EMPTY_PAYLOAD, StreamReader
from aiohttp.web_protocol import RequestHandler, _ErrInfo

from svc_kit.answer import SERVER
from svc_kit.errors import Declined, HeadersTooLarge, Malformed, Unavailable
from svc_kit.middleware import declined, declined_by_aiohttp

log = logging.getLogger(__name__)


class _Messages(deque[tuple[RawRequestMessage | _ErrInfo, StreamReader]]):
    """aiohttp's parser lets a CONNECT without a target through, on which its handler would fail without an answer."""

    def append(self, parsed: tuple[RawRequestMessage | _ErrInfo, StreamReader], /) -> None:
        if isinstance(parsed[0], RawRequestMessage) and parsed[0].url is None:
            parsed = _ErrInfo(status=400, exc=BadHttpMessage("no target"), message=""), EMPTY_PAYLOAD
        super().append(parsed)


class Protocol(RequestHandler):
    __slots__ = ("_answered", "_deaf")

    def __init__(self, manager: web.Server, **options: Any) -> None:
        super().__init__(manager, **options)
        self._messages = _Messages()
        self._answered = 0  # requests; as many as came while the connection waits for the next one
        self._deaf = False  # what else comes on this connection is not looked at

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
        response = declined(reason).response()
        response.force_close()
        return response

    async def finish_response(
        self, request: web.BaseRequest, resp: web.StreamResponse, start_time: float | None
    ) -> tuple[web.StreamResponse, bool]:
        if isinstance(resp, web.HTTPException):  # an Expect is judged before any middleware runs
            unknown = request.match_info.http_exception if isinstance(request, web.Request) else None
            resp = declined_by_aiohttp(unknown or resp).response()
        resp.headers.setdefault("Server", SERVER)
        # What follows an Upgrade, which nothing here grants, would come past the deadlines.
        broken = self._deaf or self._upgraded or request.content.exception() is not None
        if broken:
            resp.force_close()
        if resp.keep_alive is False:
            resp.headers["Connection"] = "close"  # aiohttp does not say so to HTTP/1.0, nor to what it cannot parse
        finished = await super().finish_response(request, resp, start_time)
        if broken or self._deaf:
            self.force_close()  # aiohttp would wait for the rest of the body first
        elif resp.keep_alive:
            self._answered += 1
        return finished


def _reason(status: int, exc: BaseException | None) -> Declined:
    if isinstance(exc, LineTooLong):
        return HeadersTooLarge("a header is too large")
    if isinstance(exc, BadHttpMessage) and exc.message.startswith("Too many headers"):
        return HeadersTooLarge("there are too many headers")
    if status == 400:
        return Malformed("this is not a well-formed HTTP request")
    return Unavailable()
