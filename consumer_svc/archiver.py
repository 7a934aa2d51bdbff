"""The archiver: tries to make an object of a message for as long as the message has time, and tells the outcome."""

import asyncio
import logging
from time import time

from consumer_svc.archive import Outcome, archive, email_id
from consumer_svc.grip import Held, now
from consumer_svc.metrics import Metrics
from consumer_svc.pause import jittered, pause
from svc_kit.aws.errors import AwsError
from svc_kit.aws.s3 import Bucket
from svc_kit.logs import event

log = logging.getLogger(__name__)

FIRST_PAUSE = 0.1
LONGEST_PAUSE = 5
LONGEST_TRYING = 20  # seconds: with its last try a message gives its place back before health turns red


class Archiver:
    def __init__(self, bucket: Bucket, prefix: str, metrics: Metrics, stopping: asyncio.Event) -> None:
        self._bucket = bucket
        self._prefix = prefix
        self._metrics = metrics
        self._stopping = stopping
        self.refused = False  # whether S3 refused the latest message

    async def archive(self, held: Held) -> Outcome:
        """Tries again for half of the time that the message is hidden for, so that it can still be given back."""
        return await self._tell(held, min(LONGEST_TRYING, (held.seen_again - now()) / 2))

    async def try_once(self, held: Held) -> Outcome:
        return await self._tell(held, 0)

    async def _tell(self, held: Held, seconds: float) -> Outcome:
        started = now()
        with self._metrics.in_flight.track_inprogress():
            outcome = await self._outcome(held, started + seconds)
        duration = now() - started
        delay = max(0.0, time() - held.message.sent)  # two clocks
        self._metrics.count(outcome, duration, delay)
        event(
            log,
            "message archived" if outcome.done else "message left",
            {
                "outcome": outcome.value,
                "email_id": email_id(held.message),
                "message_id": held.message.id,
                "receives": held.message.receives,
                "duration_seconds": round(duration, 4),
                "queue_delay_seconds": round(delay, 3),
            },
        )
        return outcome

    async def _outcome(self, held: Held, until: float) -> Outcome:
        if self._stopping.is_set():
            return Outcome.NOT_STARTED
        try:
            outcome = await self._retried(held, until)
        except AwsError as fault:
            self.refused = True
            log.warning("object not written", extra={"message_id": held.message.id, **fault.fields})
            return Outcome.REFUSED
        except Exception:
            log.exception("message not understood", extra={"message_id": held.message.id})
            return Outcome.FAILED
        if outcome is not Outcome.NOT_JSON:
            self.refused = False
        return outcome

    async def _retried(self, held: Held, until: float) -> Outcome:
        tries = 0
        while True:
            try:
                return await archive(held.message, self._bucket, self._prefix)
            except AwsError as fault:
                tries += 1
                wait = jittered(tries, FIRST_PAUSE, LONGEST_PAUSE)
                if fault.refused or now() + wait > until or self._stopping.is_set():
                    raise
            await pause(wait, self._stopping)
