"""One request and its answer on one connection, as HTTP/1.1 has them (RFC 9112)."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from typing import cast

from httptools import HttpParserError, HttpResponseParser


@dataclass(frozen=True, slots=True)
class Answer:
    """The names of the headers are in lower case."""

    status: int
    headers: Mapping[str, str]
    body: bytes


class ConnectionBroken(ConnectionError):  # noqa: N818 - what it is called in logs and metrics
    """The connection ended, or made no sense, before the whole answer was here; `begun` where a part of it was."""

    def __init__(self, sentence: str, begun: bool) -> None:
        super().__init__(sentence)
        self.begun = begun


class Connection(asyncio.Protocol):
    """Takes one request at a time; open as long as both sides keep it."""

    def __init__(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._transport: asyncio.Transport | None = None
        self._parser = HttpResponseParser(self)
        self._answer: asyncio.Future[Answer] | None = None
        self._bodiless = False
        self._begun = False
        self._ends_with_the_connection = False
        self._headers: dict[str, str] = {}
        self._body: list[bytes] = []
        self.answers = 0  # how many came on it
        self.idle_since = 0.0  # by the clock of the loop

    @property
    def is_open(self) -> bool:
        return self._transport is not None and not self._transport.is_closing()

    def close(self) -> None:
        if self._transport is not None:
            self._transport.abort()

    async def exchange(self, request: bytes, *, bodiless: bool, until: float) -> Answer:
        """The whole answer, which HEAD has without a body; TimeoutError where it is not here by then."""
        if self._transport is None or not self.is_open:
            raise ConnectionBroken("the connection was closed", begun=False)
        self._bodiless, self._begun = bodiless, False
        self._answer = self._loop.create_future()
        timer = self._loop.call_at(until, self._fail, TimeoutError("no whole answer came in time"))
        try:
            self._transport.write(request)
            return await self._answer
        except BaseException:
            self.close()  # what else comes would be taken for the answer to another request
            raise
        finally:
            timer.cancel()
            self._answer = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)  # uvloop's is none by its class

    def connection_lost(self, exc: Exception | None) -> None:
        if exc is None and self._ends_with_the_connection:
            self._succeed(keep=False)
        else:
            self._fail(ConnectionBroken(str(exc or "the connection was closed"), self._begun))

    def data_received(self, data: bytes) -> None:
        if self._answer is None:
            self.close()  # nothing was asked
            return
        self._begun = True
        try:
            self._parser.feed_data(data)
        except HttpParserError as fault:
            self._fail(ConnectionBroken(f"no HTTP: {fault}", begun=True))
            self.close()

    def on_message_begin(self) -> None:
        self._headers, self._body = {}, []
        self._ends_with_the_connection = False

    def on_header(self, name: bytes, value: bytes) -> None:
        self._headers[name.decode("latin-1").lower()] = value.decode("latin-1")

    def on_headers_complete(self) -> None:
        if self._bodiless and self._parser.get_status_code() >= 200:
            keep = self._headers.get("connection", "").lower() != "close"
            self._succeed(keep and self._parser.get_http_version() == "1.1")
            self._parser = HttpResponseParser(self)  # this one would take the next answer for the body
        else:
            self._ends_with_the_connection = self._headers.keys().isdisjoint(("content-length", "transfer-encoding"))

    def on_body(self, body: bytes) -> None:
        self._body.append(body)

    def on_message_complete(self) -> None:
        self._ends_with_the_connection = False
        if self._parser.get_status_code() >= 200:
            self._succeed(self._parser.should_keep_alive())

    def _succeed(self, keep: bool) -> None:
        answer = self._answer
        if answer is not None and not answer.done():
            self.answers += 1
            answer.set_result(Answer(self._parser.get_status_code(), self._headers, b"".join(self._body)))
        elif self._transport is not None:
            keep = False  # more answers than requests
        if not keep:
            self.close()

    def _fail(self, fault: Exception) -> None:
        if self._answer is not None and not self._answer.done():
            self._answer.set_exception(fault)
