"""The forwarder in place of the load balancers: their listeners, each on a port of 127.0.0.1."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from functools import partial
from typing import Any

import aiohttp
from aiohttp import web

from local_aws import routes
from local_aws.forward import Door, answer
from local_aws.http_server import Server
from local_aws.look import Look
from local_aws.routes import Listener
from local_aws.targets import Targets

PACE = 0.5  # seconds between two looks at the API
LONGEST_LINE = 16384  # bytes that an ALB takes of a request line or of one header

log = logging.getLogger(__name__)
Place = tuple[str, int]  # name of the load balancer, port of the listener


class Balancer:
    """Holds the open listeners; one that comes again finds its old port."""

    def __init__(self, elbv2: Any, session: aiohttp.ClientSession, first_port: int) -> None:
        self.targets = Targets(elbv2, session)
        self._elbv2 = elbv2
        self._look = Look()
        self._session = session
        self._first_port = first_port
        self._listeners: dict[Place, Listener] = {}
        self._servers: dict[Place, tuple[web.Server, asyncio.Server]] = {}
        self._ports: dict[Place, int] = {}

    def urls(self) -> dict[str, dict[str, str]]:
        """By name of the load balancer and port of the listener, the address where it really listens."""
        found: dict[str, dict[str, str]] = {}
        for name, port in self._servers:
            found.setdefault(name, {})[str(port)] = f"http://127.0.0.1:{self._ports[name, port]}"
        return found

    async def run(self) -> None:
        """Until it is cancelled."""
        try:
            while True:
                try:
                    if self._look.is_due():
                        await self.targets.refresh()
                        await self._refresh()
                        self._look.looked(settled=True)  # nobody but a caller registers targets or writes rules
                except Exception:
                    log.exception("a turn of the balancer failed; the next one comes")
                await asyncio.sleep(PACE)
        finally:
            for place in list(self._servers):
                await self._close(place)

    async def _refresh(self) -> None:
        self._listeners = {(each.balancer, each.port): each for each in await routes.read(self._elbv2)}
        for place in self._servers.keys() - self._listeners.keys():
            await self._close(place)
        for place in self._listeners:
            if place not in self._servers:
                await self._open(place)

    async def _open(self, place: Place) -> None:
        port = self._ports.get(place, 0 if self._ports else self._first_port)
        server = Server(
            self._handler(place),
            access_log=None,
            auto_decompress=False,
            max_line_size=LONGEST_LINE,
            max_field_size=LONGEST_LINE,
        )
        listening = await asyncio.get_running_loop().create_server(server, "127.0.0.1", port)
        self._servers[place] = (server, listening)
        self._ports[place] = listening.sockets[0].getsockname()[1]
        log.info("%s:%s listens on %s", *place, self._ports[place])

    async def _close(self, place: Place) -> None:
        server, listening = self._servers.pop(place)
        listening.close()
        await server.shutdown(timeout=1)

    def _real_port(self, balancer: str, port: int) -> int | None:
        return self._ports[balancer, port] if (balancer, port) in self._servers else None

    def _handler(self, place: Place) -> Callable[[web.BaseRequest], Awaitable[web.StreamResponse]]:
        async def handle(request: web.BaseRequest) -> web.StreamResponse:
            door = Door(
                self._listeners[place], self._session, self.targets.next_url, partial(self._real_port, place[0])
            )
            return await answer(request, door)

        return handle
