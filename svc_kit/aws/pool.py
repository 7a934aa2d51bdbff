"""Connections to one host, kept open between requests."""

import asyncio
import ssl

from svc_kit.aws.endpoint import Endpoint
from svc_kit.aws.exchange import Connection

CONNECT_SECONDS = 2  # TLS included, within a region
IDLE_SECONDS = 12  # S3 and SQS close what is idle for longer, and may do so just when a request is under way


class Pool:
    def __init__(self, endpoint: Endpoint, tls: ssl.SSLContext | None, limit: int) -> None:
        self._endpoint = endpoint
        self._tls = tls
        self._room = asyncio.Semaphore(limit)
        self._idle: list[Connection] = []  # the last one used comes last

    async def take(self, until: float) -> Connection:
        """One for the taker alone, who gives it back; TimeoutError where there is none by then."""
        if self._room.locked():
            async with asyncio.timeout_at(until):
                await self._room.acquire()
        else:
            await self._room.acquire()
        try:
            return self._kept() or await self._connected(until)
        except BaseException:
            self._room.release()
            raise

    def give(self, connection: Connection) -> None:
        """Whatever became of it."""
        self._room.release()
        if connection.is_open:
            connection.idle_since = asyncio.get_running_loop().time()
            self._idle.append(connection)

    def close(self) -> None:
        while self._idle:
            self._idle.pop().close()

    def _kept(self) -> Connection | None:
        oldest = asyncio.get_running_loop().time() - IDLE_SECONDS
        while self._idle:
            connection = self._idle.pop()
            if not connection.is_open:
                continue
            if connection.idle_since >= oldest:
                return connection
            connection.close()
        return None

    async def _connected(self, until: float) -> Connection:
        loop = asyncio.get_running_loop()
        async with asyncio.timeout_at(min(until, loop.time() + CONNECT_SECONDS)):
            _, connection = await loop.create_connection(
                Connection, self._endpoint.name, self._endpoint.port, ssl=self._tls
            )
        return connection
