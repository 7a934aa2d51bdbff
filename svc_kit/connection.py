"""One of the connections that a server has room for, or one that is turned away."""

import asyncio
from dataclasses import dataclass
from typing import Any

from aiohttp import web

from svc_kit.errors import Unavailable
from svc_kit.express import Express, Lane
from svc_kit.middleware import declined

SPARE_CONNECTIONS = 64
SPARE_SECONDS = 1.0  # a balancer and a probe send the whole head at once


@dataclass(frozen=True)
class Limits:
    read_seconds: float
    connections: int


class Connection(Express):
    """Over the limit a request is answered 503 at once; over that by SPARE_CONNECTIONS it is not even read."""

    __slots__ = ("_connections", "_server")

    def __init__(self, manager: web.Server, limits: Limits, lane: Lane | None, **options: Any) -> None:
        super().__init__(manager, lane, limits.read_seconds, **options)
        # aiohttp would let 32 requests wait behind the one in hand, each with its body in memory.
        self._max_msg_queue_size, self._msg_queue_resume_size = 2, 1
        self._server = manager
        self._connections = limits.connections

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        over = len(self._server.connections) + 1 - self._connections
        if over > 0:
            self._request_handler = self._decline_all_but_health
            self._lane = None
            self._seconds = min(self._seconds, SPARE_SECONDS)
        super().connection_made(transport)
        if over > SPARE_CONNECTIONS:
            self.force_close()

    async def _decline_all_but_health(self, request: web.BaseRequest) -> web.StreamResponse:
        """A full house is no reason to restart it, so the health checks are answered still."""
        if request.path == "/health":
            response = await self._server.request_handler(request)
        else:
            response = declined(Unavailable("there are too many connections")).response()
        response.force_close()
        return response
