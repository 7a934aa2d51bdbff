"""The embedded AWS of one loop: it answers over TCP, and nothing in it takes time but a long poll."""

import asyncio
import json
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace

from aiohttp import web

from tests.fake_time import queues
from tests.fake_time.call import Answer, Call
from tests.fake_time.moto_inside import ask_moto
from tests.fake_time.wall_clock import WallClock

Onward = Callable[[Call], Awaitable[Answer]]
Fault = Callable[[Call, Onward], Awaitable[Answer]]


async def let_through(call: Call, onward: Onward) -> Answer:
    return await onward(call)


@dataclass
class Aws:
    """`fault` stands before every call that comes over TCP; `calls` counts these, by action."""

    clock: WallClock
    endpoint: str = ""
    fault: Fault = let_through
    calls: Counter[str] = field(default_factory=Counter)
    _stirred: asyncio.Event = field(default_factory=asyncio.Event)

    def ask(self, call: Call) -> Answer:
        """At once, past `fault` and `calls`: for a test that looks from outside."""
        if call.action == "ReceiveMessage":
            queues.drop_expired(call.parameters["QueueUrl"], self.clock.unix())
            return ask_moto(call)
        answer = ask_moto(call)
        self._stirred.set()
        self._stirred = asyncio.Event()
        return answer

    async def onward(self, call: Call) -> Answer:
        """As AWS itself answers: a long poll waits until there is something, or until its end."""
        if call.action != "ReceiveMessage":
            return self.ask(call)
        url = call.parameters["QueueUrl"]
        loop = asyncio.get_running_loop()
        end = loop.time() + queues.wait_of(call)
        at_once = replace(call, body=json.dumps(call.parameters | {"WaitTimeSeconds": 0}).encode())
        while True:
            answer = self.ask(at_once)
            left = end - loop.time()
            if answer.status != 200 or left <= 0 or json.loads(answer.body).get("Messages"):
                return answer
            await self._something(min(left, queues.seconds_to_next(url, self.clock.unix())))

    async def handle(self, request: web.Request) -> web.Response:
        call = Call(request.method, request.raw_path, request.headers, await request.read())
        self.calls[call.action] += 1
        answer = await self.fault(call, self.onward)
        return web.Response(status=answer.status, body=answer.body, headers=answer.headers)

    async def _something(self, at_most: float) -> None:
        try:
            async with asyncio.timeout(at_most):
                await self._stirred.wait()
        except TimeoutError:
            return


@asynccontextmanager
async def aws_ctx(clock: WallClock) -> AsyncIterator[Aws]:
    aws = Aws(clock)
    app = web.Application(client_max_size=0)
    app.router.add_route("*", "/{path:.*}", aws.handle)
    runner = web.AppRunner(app, access_log=None, auto_decompress=False, keepalive_timeout=3600, shutdown_timeout=25)
    await runner.setup()
    try:
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        host, port = runner.addresses[0][:2]
        aws.endpoint = f"http://{host}:{port}"
        yield aws
    finally:
        await runner.cleanup()
