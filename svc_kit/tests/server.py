"""A server that says exactly these bytes, for what no well-behaved one would say."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

OK = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"
CLOSE, NEVER = object(), object()


class Server:
    """To each request the next of `script`: a list of bytes, CLOSE and NEVER; then OK always."""

    def __init__(self, *script):
        self.port = 0
        self.requests = []
        self.connections = 0
        self.asked = asyncio.Event()  # once at least
        self._script = list(script)

    async def serve(self, reader, writer):
        self.connections += 1
        try:
            while head := await reader.readuntil(b"\r\n\r\n"):
                length = int(head.lower().partition(b"content-length: ")[2].partition(b"\r\n")[0] or 0)
                self.requests.append(head + await reader.readexactly(length))
                self.asked.set()
                for step in self._script.pop(0) if self._script else [OK]:
                    if step is CLOSE:
                        return
                    if step is NEVER:
                        await reader.read()
                    else:
                        writer.write(step)
                        await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            return
        finally:
            writer.close()


@asynccontextmanager
async def server_ctx(*script) -> AsyncIterator[Server]:
    server = Server(*script)
    listening = await asyncio.start_server(server.serve, "127.0.0.1", 0)
    server.port = listening.sockets[0].getsockname()[1]
    yield server
    listening.close()
