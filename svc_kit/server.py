"""The HTTP server below the application: its connections are bounded in number, size and time."""

from typing import Any

from aiohttp import web
from aiohttp.web_protocol import RequestHandler

from svc_kit.connection import Connection, Limits
from svc_kit.express import Lane


class _Server(web.Server):
    def __init__(self, limits: Limits, lane: Lane | None, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self._limits = limits
        self._lane = lane

    def __call__(self) -> RequestHandler:
        return Connection(self, self._limits, self._lane, loop=self._loop, **self._kwargs)


class Runner(web.AppRunner):
    """An AppRunner whose every answer is JSON."""

    def __init__(self, app: web.Application, limits: Limits, lane: Lane | None, **options: Any) -> None:
        super().__init__(app, **options)
        self._limits = limits
        self._lane = lane

    async def _make_server(self) -> web.Server:
        made = await super()._make_server()
        return _Server(
            self._limits, self._lane, made.request_handler, request_factory=made.request_factory, **self._kwargs
        )
