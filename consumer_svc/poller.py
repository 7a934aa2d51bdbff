"""The loop that receives messages and puts them into hands, as many as S3 keeps up with."""

import asyncio
import logging
import random
from contextlib import suppress
from time import monotonic

from consumer_svc.archive import Outcome
from consumer_svc.hand import Hand
from consumer_svc.metrics import Metrics
from consumer_svc.settings import Settings
from svc_kit.aws.errors import AwsError
from svc_kit.aws.sqs import BATCH, Message, Queue

log = logging.getLogger(__name__)

LONGEST_PAUSE = 15  # with the longest turn it stays below the minute after which health turns red
PROBE_MARGIN = 60  # longer than one attempt at S3 and at SQS takes


class Poller:
    def __init__(self, queue: Queue, hand: Hand, settings: Settings, metrics: Metrics) -> None:
        self._queue = queue
        self._hand = hand
        self._settings = settings
        self._metrics = metrics
        self._handful = min(BATCH, settings.concurrency)
        self._hands = settings.concurrency // self._handful
        self._busy: set[asyncio.Task[None]] = set()
        self._probe: Message | None = None
        self._pauses = 0
        self.receiving = False  # whether SQS answered the latest receive
        self.last_turn = monotonic()

    @property
    def refused(self) -> bool:
        """Whether S3 refuses what it is given."""
        return self._hand.refused

    async def run(self, stopping: asyncio.Event) -> None:
        """Turns until told to stop, and returns when nothing is in hand any more."""
        async with asyncio.TaskGroup() as hands:
            while not stopping.is_set():
                pause = await self._turn(hands, stopping)
                self.last_turn = monotonic()
                with suppress(TimeoutError):
                    await asyncio.wait_for(stopping.wait(), pause)
            if self._probe:
                await self._hand.release([self._probe])

    async def _turn(self, hands: asyncio.TaskGroup, stopping: asyncio.Event) -> float:
        """One receive, or one try of the probe; returns how long to pause before the next turn."""
        while len(self._busy) >= self._hands:
            await asyncio.wait(self._busy, return_when=asyncio.FIRST_COMPLETED)
        try:
            if stopping.is_set():
                return 0
            if self._probe or self._hand.refused:
                return await self._try_probe()
            return await self._receive_handful(hands, stopping)
        except AwsError as fault:
            log.warning("nothing received", extra=fault.fields)
        except Exception:
            log.exception("turn failed")
        self.receiving = False
        return self._longer_pause()

    async def _receive_handful(self, hands: asyncio.TaskGroup, stopping: asyncio.Event) -> float:
        messages = await self._receive(self._handful)
        self._pauses = 0
        if not messages:
            return self._settings.poll_interval_seconds
        # What arrives after the stop was not started, so it goes back.
        work = self._hand.release(messages) if stopping.is_set() else self._hand.see_through(messages)
        task = hands.create_task(work)
        self._busy.add(task)
        task.add_done_callback(self._busy.discard)
        return 0

    async def _try_probe(self) -> float:
        """While S3 refuses, one message tries again and again, so that an outage costs it a single receive."""
        if self._probe is None:
            self._probe = next(iter(await self._receive(1)), None)
        if self._probe is None:
            return self._longer_pause()
        outcome = await self._hand.archive(self._probe)
        if outcome is Outcome.REFUSED:
            pause = self._longer_pause()
            await self._hand.hide([(self._probe, round(pause) + PROBE_MARGIN)])
            return pause
        await self._hand.settle([(self._probe, outcome)])
        self._probe = None
        self._pauses = 0
        return 0

    async def _receive(self, limit: int) -> list[Message]:
        # Until SQS has answered once nobody knows whether it does: the first answer must not wait for mail.
        wait_seconds = self._settings.wait_time_seconds if self.receiving else 0
        messages = await self._queue.receive(limit, wait_seconds)
        self.receiving = True
        self._metrics.last_receive.set_to_current_time()
        self._metrics.received.inc(len(messages))
        return messages

    def _longer_pause(self) -> float:
        """Full jitter, so that many consumers do not come back together."""
        self._pauses += 1
        return random.uniform(0, min(LONGEST_PAUSE, 2 ** min(self._pauses, 10)))  # noqa: S311 - no secret
