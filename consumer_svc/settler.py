"""The settler: deletes what is archived, and decides when the rest is seen again."""

import logging

from consumer_svc.archive import Outcome
from consumer_svc.batches import Batches
from consumer_svc.deleter import Deleter
from consumer_svc.grip import Grip, Held
from consumer_svc.metrics import Metrics
from svc_kit.aws.sqs import Message, Queue

log = logging.getLogger(__name__)

FIRST_BACKOFF = 5  # seconds, doubled by each receive
LONGEST_BACKOFF = 900


class Settler:
    def __init__(self, queue: Queue, grip: Grip, metrics: Metrics) -> None:
        self._grip = grip
        self._metrics = metrics
        self._hidden: Batches[tuple[Message, int]] = Batches(queue.hide)
        self._deleter = Deleter(queue)

    async def settle(self, held: Held, outcome: Outcome) -> None:
        if outcome.done:
            await self._delete(held)
        else:
            await self._leave(held, _backoff(held.message, outcome))

    def drop(self, held: Held) -> None:
        """It is seen again after the timeout of the queue."""
        self._grip.let_go(held)

    async def _delete(self, held: Held) -> None:
        try:
            fault = await self._deleter.delete(held)
        finally:
            self._grip.let_go(held)
        if fault:
            self._metrics.left.labels("undeleted").inc()
            log.warning("message not deleted", extra={"message_id": held.message.id, **fault.fields})

    async def _leave(self, held: Held, seconds: int) -> None:
        """Shows it again after so many seconds; where SQS refuses, after the timeout of the queue."""
        self._grip.let_go(held)
        if fault := await self._hidden.ask((held.message, seconds)):
            log.warning("message keeps its timeout", extra={"message_id": held.message.id, **fault.fields})


def _backoff(message: Message, outcome: Outcome) -> int:
    """What can never be archived is seen at once, until redrive moves it; what was tried later and later."""
    if outcome in (Outcome.NOT_JSON, Outcome.NOT_STARTED):
        return 0
    return min(LONGEST_BACKOFF, FIRST_BACKOFF << min(message.receives - 1, 10))
