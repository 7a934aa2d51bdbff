"""The answer to an accepted email, which nearly every request gets: written as one piece."""

from aiohttp import HttpVersion11, web
from aiohttp.abc import AbstractStreamWriter
from aiohttp.helpers import rfc822_formatted_time

BODY = b'{"status":"accepted"}'
TYPE = "application/json; charset=utf-8"


class Accepted(web.Response):
    """aiohttp would put the same bytes together from their parts, for a sixth of what an email costs."""

    def __init__(self, email_id: str) -> None:
        super().__init__(status=202, body=BODY, headers={"X-Email-Id": email_id, "Content-Type": TYPE})
        self._email_id = email_id

    async def prepare(self, request: web.BaseRequest) -> AbstractStreamWriter | None:
        await request._prepare_hook(self)
        transport = request.transport
        usual = self.keep_alive is None and request.keep_alive and request.version == HttpVersion11
        if self.prepared or transport is None or not usual:
            return await super().prepare(request)
        self._eof_sent = self._keep_alive = True
        transport.write(
            f"HTTP/1.1 202 Accepted\r\nX-Email-Id: {self._email_id}\r\nContent-Type: {TYPE}\r\n"
            f"Content-Length: {len(BODY)}\r\nDate: {rfc822_formatted_time()}\r\nServer: sluice\r\n\r\n".encode()
            + BODY
        )
        await request.writer.drain()
        return None
