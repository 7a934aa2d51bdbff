"""Room: how many messages may be in hand, so that none is received which cannot be started at once."""

import asyncio
from collections.abc import Callable
from contextlib import suppress

from svc_kit.aws.sqs import BATCH

GATHER_SECONDS = 0.05  # for a whole handful, since SQS charges a receive of one message like one of ten
LONGEST_WAIT = 10  # seconds; then the turn ends, so that full hands do not look like a loop that is stuck


class Room:
    def __init__(self, size: int) -> None:
        self.size = size
        self.free = size
        self._handful = max(1, min(BATCH, size // 2))
        self._changed = asyncio.Event()

    async def take(self) -> int:
        """Takes up to ten places, waiting a moment for a handful; none where none becomes free."""
        await self._wait(lambda: self.free >= self._handful, GATHER_SECONDS)
        await self._wait(lambda: self.free > 0, LONGEST_WAIT)
        taken = min(BATCH, self.free)
        self.free -= taken
        return taken

    def give(self, number: int) -> None:
        self.free += number
        self._changed.set()

    async def _wait(self, enough: Callable[[], bool], seconds: float) -> None:
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                while not enough():
                    self._changed.clear()
                    await self._changed.wait()
