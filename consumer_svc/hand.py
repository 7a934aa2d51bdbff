"""The hand that sees messages through: archived and deleted, or left to be seen again."""

import asyncio
import logging
from collections.abc import Sequence
from time import perf_counter, time

from consumer_svc.archive import Outcome, archive, email_id
from consumer_svc.metrics import Metrics
from svc_kit.aws.errors import AwsError
from svc_kit.aws.s3 import Bucket
from svc_kit.aws.sqs import Message, Queue

log = logging.getLogger(__name__)

FIRST_BACKOFF = 5
LONGEST_BACKOFF = 900


class Hand:
    def __init__(self, queue: Queue, bucket: Bucket, prefix: str, metrics: Metrics) -> None:
        self._queue = queue
        self._bucket = bucket
        self._prefix = prefix
        self._metrics = metrics
        self.refused = False  # S3's latest answer

    async def see_through(self, messages: Sequence[Message]) -> None:
        """Takes up to 10 messages to their end; whatever fails, the next ones can still be served."""
        outcomes = await asyncio.gather(*(self.archive(message) for message in messages))
        await self.settle(list(zip(messages, outcomes, strict=True)))

    async def archive(self, message: Message) -> Outcome:
        started = perf_counter()
        with self._metrics.in_flight.track_inprogress():
            outcome = await self._outcome(message)
        duration = perf_counter() - started
        self._metrics.count(outcome, duration, time() - message.sent)
        log.info(
            "message archived" if outcome.done else "message left",
            extra={
                "outcome": outcome.value,
                "email_id": email_id(message),
                "message_id": message.id,
                "receives": message.receives,
                "duration_seconds": round(duration, 4),
            },
        )
        return outcome

    async def settle(self, outcomes: Sequence[tuple[Message, Outcome]]) -> None:
        """Deletes what is done and decides when the rest is seen again."""
        if done := [message for message, outcome in outcomes if outcome.done]:
            await self._delete(done)
        if left := [(message, _backoff(message, outcome)) for message, outcome in outcomes if not outcome.done]:
            await self.hide(left)

    async def release(self, messages: Sequence[Message]) -> None:
        """Shows messages again at once."""
        await self.hide([(message, 0) for message in messages])

    async def hide(self, waits: Sequence[tuple[Message, int]]) -> None:
        """Shows messages again after so many seconds each; where SQS refuses, after the timeout of the queue."""
        try:
            failures = await self._queue.hide(waits)
        except AwsError as fault:
            log.warning("messages keep their timeout", extra={"messages": len(waits), **fault.fields})
            return
        for failure in failures:
            log.warning("message keeps its timeout", extra={"message_id": failure.message.id, "code": failure.code})

    async def _delete(self, done: Sequence[Message]) -> None:
        """What SQS does not delete is still ours: it comes again and is found archived."""
        try:
            failures = await self._queue.delete(done)
        except AwsError as fault:
            self._metrics.left.labels("undeleted").inc(len(done))
            log.warning("messages not deleted", extra={"messages": len(done), **fault.fields})
            return
        for failure in failures:
            self._metrics.left.labels("undeleted").inc()
            log.warning("message not deleted", extra={"message_id": failure.message.id, "code": failure.code})

    async def _outcome(self, message: Message) -> Outcome:
        try:
            outcome = await archive(message, self._bucket, self._prefix)
        except AwsError as fault:
            self.refused = True
            log.warning("object not written", extra={"message_id": message.id, **fault.fields})
            return Outcome.REFUSED
        except Exception:
            log.exception("message not understood", extra={"message_id": message.id})
            return Outcome.FAILED
        if outcome is not Outcome.NOT_JSON:
            self.refused = False
        return outcome


def _backoff(message: Message, outcome: Outcome) -> int:
    """What can never be archived is seen at once, until redrive moves it; the rest later and later."""
    if outcome is Outcome.NOT_JSON:
        return 0
    return min(LONGEST_BACKOFF, FIRST_BACKOFF << min(message.receives - 1, 10))
