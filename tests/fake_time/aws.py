"""The embedded AWS of one loop: it has moto's answers at once, and nothing in it takes time but a long poll."""

import asyncio

from tests.fake_time import queues
from tests.fake_time.moto_inside import ask_moto
from tests.fake_time.wall_clock import WallClock
from tests.fault_proxy import Answer, Call


class Aws:
    """Services reach it over TCP at its endpoint, through the fault proxy; `ask` goes past that."""

    def __init__(self, clock: WallClock) -> None:
        self.clock = clock
        self.endpoint = ""
        self._stirred = asyncio.Event()

    def ask(self, call: Call) -> Answer:
        """What AWS answers in this very moment, even to a receive that would wait."""
        if call.action != "ReceiveMessage":
            answer = ask_moto(call)
            self._stirred.set()
            self._stirred = asyncio.Event()
            return answer
        queues.drop_expired(call.content["QueueUrl"], self.clock.unix())
        return ask_moto(call.asking(WaitTimeSeconds=0))

    async def perform(self, call: Call) -> Answer:
        """As AWS itself answers: a long poll waits until there is something, or until its end."""
        loop = asyncio.get_running_loop()
        end = loop.time() + queues.wait_of(call)
        while True:
            answer = self.ask(call)
            left = end - loop.time()
            if answer.status != 200 or left <= 0 or answer.content.get("Messages"):
                return answer
            shown = queues.seconds_to_next(call.content["QueueUrl"], self.clock.unix())
            await self._something(min(left, shown))

    async def _something(self, at_most: float) -> None:
        try:
            async with asyncio.timeout(at_most):
                await self._stirred.wait()
        except TimeoutError:
            return
