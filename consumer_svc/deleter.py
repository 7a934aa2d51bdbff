"""Deletes what is archived, until SQS has confirmed each."""

import asyncio
import logging

from consumer_svc.batches import Batches
from consumer_svc.grip import Held, now
from consumer_svc.pause import jittered
from svc_kit.aws.errors import AwsError
from svc_kit.aws.sqs import Message, Queue

log = logging.getLogger(__name__)

FIRST_PAUSE = 0.2
LONGEST_PAUSE = 10


class Deleter:
    def __init__(self, queue: Queue) -> None:
        self._batches: Batches[Message] = Batches(queue.delete)

    async def delete(self, held: Held) -> AwsError | None:
        """None once its newest delivery is deleted; or why it is not, and then the message comes again."""
        tries = 0
        while True:
            message = held.message
            fault = await self._batches.ask(message)
            if held.message is not message:
                continue  # delivered anew meanwhile: a delete by the older receipt may have had no effect
            if fault is None or fault.refused or self._too_late(held):
                return fault
            if tries == 0:
                log.warning("message not deleted yet", extra={"message_id": message.id, **fault.fields})
            tries += 1
            await asyncio.sleep(jittered(tries, FIRST_PAUSE, LONGEST_PAUSE))

    @staticmethod
    def _too_late(held: Held) -> bool:
        return held.lost or held.seen_again < now()
