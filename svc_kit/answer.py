"""The one form in which JSON leaves a service."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from http import HTTPStatus

import orjson
from aiohttp import web
from aiohttp.helpers import rfc822_formatted_time

TYPE = "application/json; charset=utf-8"
SERVER = "sluice"  # aiohttp would name its version and Python's


@dataclass(slots=True)
class Answer:
    """`headers` are besides those that every answer has."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    def response(self) -> web.Response:
        return web.Response(body=self.body, status=self.status, headers={**self.headers, "Content-Type": TYPE})

    def wire(self, *, last: bool) -> bytes:
        """What aiohttp would send of the response, of which it builds an object for each part."""
        lines = "".join([f"{name}: {value}\r\n" for name, value in self.headers.items()])
        return f"{_first_line(self.status)}{lines}".encode() + _rest(self.body, rfc822_formatted_time(), last)


@cache
def _first_line(status: int) -> str:
    return f"HTTP/1.1 {status} {HTTPStatus(status).phrase}\r\n"


@lru_cache(maxsize=8)
def _rest(body: bytes, date: str, last: bool) -> bytes:
    """What is the same for all who are accepted in one second."""
    close = "Connection: close\r\n" if last else ""
    lines = f"Content-Type: {TYPE}\r\nContent-Length: {len(body)}\r\nDate: {date}\r\nServer: {SERVER}\r\n{close}\r\n"
    return lines.encode() + body


def answer(body: Mapping[str, object], status: int = 200, headers: Mapping[str, str] | None = None) -> Answer:
    return Answer(status, headers or {}, orjson.dumps(body))
