"""The proxy's two ends: the call goes on to the AWS behind, the answer back to the client."""

import socket
import struct
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager

from aiohttp import ClientSession, ClientTimeout, TCPConnector, web
from multidict import CIMultiDict
from yarl import URL

from tests.fault_proxy.answer import Answer, Onward, Reset
from tests.fault_proxy.call import Call, call_of

# Of one connection each (RFC 9110, 7.6.1), or counted anew; Expect has been answered when the body is here.
OF_THE_CONNECTION = {"connection", "keep-alive", "transfer-encoding", "te", "upgrade", "expect", "content-length"}
SECONDS_FOR_THE_LAST = 0.1  # calls that a test still holds when it ends are cut


@asynccontextmanager
async def aws_ctx(behind: str) -> AsyncIterator[Onward]:
    """Performs calls; the client bounds how long they take and how many there are, so that the proxy does not."""
    async with ClientSession(
        connector=TCPConnector(limit=0), timeout=ClientTimeout(total=None), auto_decompress=False
    ) as aws:

        async def perform(call: Call) -> Answer:
            url = URL(behind + call.target, encoded=True)
            headers = _of_the_message(call.headers, call.method)
            async with aws.request(call.method, url, headers=headers, data=call.body) as answer:
                return Answer(answer.status, _of_the_message(answer.headers, call.method), await answer.read())

        yield perform


@asynccontextmanager
async def door_ctx(handle: Callable[[Call], Awaitable[Answer]], port: int) -> AsyncIterator[str]:
    """Serves on 127.0.0.1; yields the URL."""

    async def answer(request: web.BaseRequest) -> web.StreamResponse:
        try:
            return await _written(await handle(await call_of(request)), request)
        except Reset:
            _reset(request)
        except ConnectionError:
            pass  # the client has gone
        return web.Response()

    runner = web.ServerRunner(web.Server(answer), shutdown_timeout=SECONDS_FOR_THE_LAST)
    await runner.setup()
    try:
        site = web.TCPSite(runner, "127.0.0.1", port)
        await site.start()
        yield f"http://127.0.0.1:{runner.addresses[0][1]}"
    finally:
        await runner.cleanup()


def _of_the_message(headers: Mapping[str, str], method: str) -> CIMultiDict[str]:
    dropped = OF_THE_CONNECTION - ({"content-length"} if method == "HEAD" else set())
    kept: CIMultiDict[str] = CIMultiDict()
    for name, value in headers.items():
        if name.lower() not in dropped:
            kept[name] = value  # once: an embedded AWS says Server and Date twice
    return kept


async def _written(answer: Answer, request: web.BaseRequest) -> web.StreamResponse:
    if answer.cut_after is None:
        return web.Response(status=answer.status, headers=answer.headers, body=answer.body)
    response = web.StreamResponse(status=answer.status, headers=answer.headers)
    response.content_length = len(answer.body)
    await response.prepare(request)
    await response.write(answer.body[: answer.cut_after])
    if request.transport:
        request.transport.close()
    return response


def _reset(request: web.BaseRequest) -> None:
    if transport := request.transport:
        # Without lingering the kernel throws away what is unsent and says RST, not FIN (socket(7), SO_LINGER).
        door: socket.socket = transport.get_extra_info("socket")
        door.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        transport.abort()
