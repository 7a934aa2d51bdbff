"""The loop: turn after turn it receives what there is, or while S3 refuses tries whether it still does."""

import asyncio
import logging

from consumer_svc.grip import Grip, now
from consumer_svc.hands import Hands
from consumer_svc.outage import Outage
from consumer_svc.pause import jittered, pause
from consumer_svc.receiver import Receiver
from consumer_svc.settings import Settings
from svc_kit.aws.errors import AwsError

log = logging.getLogger(__name__)

FIRST_PAUSE = 1
LONGEST_PAUSE = 15  # with the longest turn it stays below the minute after which health turns red


class Poller:
    def __init__(self, grip: Grip, receiver: Receiver, hands: Hands, outage: Outage) -> None:
        self._grip = grip
        self._receiver = receiver
        self._hands = hands
        self._outage = outage
        self._failures = 0  # turns in a row
        self.last_turn = now()

    async def run(self, settings: Settings, stopping: asyncio.Event) -> None:
        """Turns until told to stop, and returns when nothing is in hand any more."""
        keeping = asyncio.create_task(self._grip.keep())
        try:
            async with self._hands.tasks:
                while not stopping.is_set():
                    wait = await self._turn(settings, stopping)
                    self.last_turn = now()
                    await pause(wait, stopping)
                await self._outage.give_up()
        finally:
            keeping.cancel()

    async def _turn(self, settings: Settings, stopping: asyncio.Event) -> float:
        """Returns how long to pause before the next turn, whatever became of this one."""
        try:
            if self._outage.lasts:
                if not await self._outage.try_again(settings.wait_time_seconds):
                    return self._longer_pause()
                found = True
            else:
                found = await self._receiver.receive(settings.wait_time_seconds, stopping) != 0
        except AwsError as fault:
            log.warning("turn failed", extra=fault.fields)
            return self._longer_pause()
        except Exception:
            log.exception("turn failed")
            return self._longer_pause()
        self._failures = 0
        return 0 if found else settings.poll_interval_seconds

    def _longer_pause(self) -> float:
        self._failures += 1
        return jittered(self._failures, FIRST_PAUSE, LONGEST_PAUSE)
