"""The HTTP server below the application: what aiohttp refuses by itself is answered as the contract says."""

import logging

from aiohttp import web
from aiohttp.http_exceptions import BadHttpMessage, LineTooLong
from aiohttp.web_protocol import RequestHandler

from svc_kit.errors import Declined, HeadersTooLarge, Malformed, Unavailable
from svc_kit.middleware import declined, declined_by_aiohttp

log = logging.getLogger(__name__)


class _Connection(RequestHandler):
    __slots__ = ()

    def handle_error(
        self,
        request: web.BaseRequest,
        status: int = 500,
        exc: BaseException | None = None,
        message: str | None = None,  # noqa: ARG002 - it quotes the client's bytes
    ) -> web.StreamResponse:
        """Replaces aiohttp's answer, which would echo what the client sent and log it."""
        if request.writer.output_size > 0:
            raise ConnectionError("an answer has begun already")
        if status != 400:
            log.error("request failed", exc_info=exc)
        response = declined(_reason(status, exc))
        response.force_close()
        return response

    async def finish_response(
        self, request: web.BaseRequest, resp: web.StreamResponse, start_time: float | None
    ) -> tuple[web.StreamResponse, bool]:
        if isinstance(resp, web.HTTPException):  # an Expect is judged before any middleware runs
            unknown = request.match_info.http_exception if isinstance(request, web.Request) else None
            resp = declined_by_aiohttp(unknown or resp)
        finished = await super().finish_response(request, resp, start_time)
        if resp.status == 408:
            self.force_close()  # aiohttp would wait for the rest of the body first
        return finished


def _reason(status: int, exc: BaseException | None) -> Declined:
    if isinstance(exc, LineTooLong):
        return HeadersTooLarge("a header is too large")
    if isinstance(exc, BadHttpMessage) and exc.message.startswith("Too many headers"):
        return HeadersTooLarge("there are too many headers")
    if status == 400:
        return Malformed("this is not a well-formed HTTP request")
    return Unavailable()


class _Server(web.Server):
    def __call__(self) -> RequestHandler:
        return _Connection(self, loop=self._loop, **self._kwargs)


class Runner(web.AppRunner):
    """An AppRunner whose every answer is JSON."""

    async def _make_server(self) -> web.Server:
        made = await super()._make_server()
        return _Server(made.request_handler, request_factory=made.request_factory, **self._kwargs)
