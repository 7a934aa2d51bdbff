"""Joins what is asked for one by one to calls for ten at a time."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import Generic, TypeVar

from svc_kit.aws.errors import AwsError
from svc_kit.aws.sqs import BATCH

GATHER_SECONDS = 0.1  # nobody waits for the answer but a place among the undeleted, and each call costs

T = TypeVar("T")


class Batches(Generic[T]):
    """A batch goes when it is full, or a moment after its first entry."""

    def __init__(self, call: Callable[[Sequence[T]], Awaitable[Sequence[AwsError | None]]]) -> None:
        self._call = call
        self._forming: list[tuple[T, asyncio.Future[AwsError | None]]] = []
        self._calls: set[asyncio.Task[None]] = set()
        self._due: asyncio.TimerHandle | None = None

    async def ask(self, entry: T) -> AwsError | None:
        """None once AWS has confirmed this very entry, or why it did not."""
        loop = asyncio.get_running_loop()
        answer: asyncio.Future[AwsError | None] = loop.create_future()
        self._forming.append((entry, answer))
        if len(self._forming) == BATCH:
            self._flush()
        elif self._due is None:
            self._due = loop.call_later(GATHER_SECONDS, self._flush)
        return await answer

    def _flush(self) -> None:
        if self._due:
            self._due.cancel()
            self._due = None
        batch, self._forming = self._forming, []
        call = asyncio.create_task(self._send(batch))
        self._calls.add(call)
        call.add_done_callback(self._calls.discard)

    async def _send(self, batch: Sequence[tuple[T, asyncio.Future[AwsError | None]]]) -> None:
        faults: Sequence[AwsError | None]
        try:
            faults = await self._call([entry for entry, _ in batch])
        except Exception as unforeseen:  # nobody may be left waiting
            faults = [AwsError(type(unforeseen).__name__, str(unforeseen))] * len(batch)
        for (_, answer), fault in zip(batch, faults, strict=True):
            if not answer.done():
                answer.set_result(fault)
