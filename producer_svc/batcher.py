"""Joins emails to batches: a batch forms only while a call is in flight, so that an idle producer waits for nothing."""

import asyncio
import logging
from collections import deque
from collections.abc import Sequence

from prometheus_client import Histogram

from producer_svc.entry import Entry, pause
from svc_kit.aws.errors import AwsError
from svc_kit.aws.outcome import Outcome, Verdict
from svc_kit.aws.sqs import BATCH, Queue

log = logging.getLogger(__name__)

IN_FLIGHT = 32  # calls: 3,200 emails a second even if SQS took 100 ms, which is more than a core can take in
PATIENCE_SECONDS = 1  # SQS answers in some 20 ms: a call that takes longer hangs, and must hold back nobody


class Batcher:
    def __init__(self, queue: Queue, batch_bytes: int, sizes: Histogram) -> None:
        self._queue = queue
        self._batch_bytes = batch_bytes
        self._sizes = sizes
        self._forming: deque[Entry] = deque()
        self._bytes = 0  # of what is forming
        self._calls: set[asyncio.Task[None]] = set()
        self._recent: set[asyncio.Task[None]] = set()  # calls that are within PATIENCE_SECONDS
        self._flush_is_due = False

    def add(self, entries: Sequence[Entry]) -> None:
        """None of them is told its outcome before this returns."""
        self._forming.extend(entries)
        for entry in entries:
            self._bytes += entry.size
        self._flush_soon()

    async def close(self) -> None:
        """The server has waited for every request, so that nobody waits for the calls that are left."""
        for call in self._calls:
            call.cancel()
        await asyncio.gather(*self._calls, return_exceptions=True)

    def _flush_soon(self) -> None:
        """On the next tick, so that emails which arrive together go together."""
        if not self._flush_is_due:
            self._flush_is_due = True
            asyncio.get_running_loop().call_soon(self._flush)

    def _flush(self) -> None:
        self._flush_is_due = False
        while len(self._calls) < IN_FLIGHT and (batch := self._next_batch()):
            self._start(batch)

    def _start(self, batch: Sequence[Entry]) -> None:
        call = asyncio.create_task(self._send(batch))
        self._calls.add(call)
        self._recent.add(call)
        patience = asyncio.get_running_loop().call_later(PATIENCE_SECONDS, self._hold_no_more, call)
        call.add_done_callback(lambda _: patience.cancel())
        call.add_done_callback(self._calls.discard)
        call.add_done_callback(self._hold_no_more)

    def _next_batch(self) -> list[Entry]:
        """The longest that SQS takes; none where it could grow while a call is in flight."""
        if self._recent and len(self._forming) < BATCH and self._bytes <= self._batch_bytes:
            return []
        batch: list[Entry] = []
        size = 0
        while self._forming and len(batch) < BATCH:
            entry = self._forming[0]
            if entry.outcome is None:  # otherwise its time is over, and a client told so may have sent it again
                size += entry.size
                if batch and size > self._batch_bytes:
                    break
                batch.append(entry)
            self._forming.popleft()
            self._bytes -= entry.size
        return batch

    async def _send(self, batch: Sequence[Entry]) -> None:
        self._sizes.observe(len(batch))
        later = []
        for entry, outcome in zip(batch, await self._outcomes(batch), strict=True):
            if outcome.verdict is Verdict.LATER:
                entry.put_off(outcome.fault)
                later.append(entry)
            else:
                entry.conclude(outcome)
        if later:
            asyncio.get_running_loop().call_later(pause(later), self.add, later)

    async def _outcomes(self, batch: Sequence[Entry]) -> list[Outcome]:
        try:
            return await self._queue.send_batch([entry.message for entry in batch])
        except Exception as fault:
            log.exception("batch not sent")  # nobody may be left waiting
            return [Outcome(Verdict.FAILED, AwsError(type(fault).__name__, ""))] * len(batch)

    def _hold_no_more(self, call: asyncio.Task[None]) -> None:
        self._recent.discard(call)
        self._flush_soon()
