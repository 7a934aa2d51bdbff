"""The HTTP server under each listener: what it refuses by itself is refused as an ALB would, and not quoted."""

import logging

from aiohttp import web
from aiohttp.web_protocol import RequestHandler

from local_aws import answers

log = logging.getLogger(__name__)


class _Connection(RequestHandler):
    __slots__ = ()

    def handle_error(
        self,
        request: web.BaseRequest,
        status: int = 500,
        exc: BaseException | None = None,
        message: str | None = None,  # noqa: ARG002 -- it quotes the client's bytes
    ) -> web.StreamResponse:
        """Replaces aiohttp's answer, which would echo what the client sent and log it."""
        if request.writer.output_size > 0:
            raise ConnectionError("an answer has begun already")
        if status != 400:
            log.error("a request failed", exc_info=exc)
        response = answers.failure(400 if status == 400 else 502)
        response.force_close()
        return response


class Server(web.Server):
    def __call__(self) -> RequestHandler:
        return _Connection(self, loop=self._loop, **self._kwargs)
