"""The receiver: takes messages from the queue, never more than there is room for."""

import asyncio
import logging

from consumer_svc.grip import Grip, Held
from consumer_svc.hands import Hands
from consumer_svc.metrics import Metrics
from svc_kit.aws.errors import AwsError
from svc_kit.aws.sqs import Message, Queue

log = logging.getLogger(__name__)

RECEIVES = 16  # in flight: 8,000 messages a second where SQS takes 20 ms
SIDE_WAIT_SECONDS = 1  # of a receive beside the first: any wait asks all servers of SQS, and a stop waits for it


class Receiver:
    def __init__(self, queue: Queue, grip: Grip, hands: Hands, metrics: Metrics) -> None:
        self._queue = queue
        self._grip = grip
        self._hands = hands
        self._metrics = metrics
        self._beside = 0  # receives in flight beside the first
        self.answered = False  # whether SQS answered the latest receive

    async def receive(self, wait_seconds: int, stopping: asyncio.Event) -> int | None:
        """How many messages came, each of them in a hand by now; None where there was no room for any."""
        taken = unused = await self._hands.room.take()
        try:
            if not taken or stopping.is_set():
                return None
            messages = await self._messages(taken, wait_seconds)
            for message in messages:
                if held := self._grip.take(message):
                    self._hands.start(held)
                    unused -= 1
        finally:
            self._hands.room.give(unused)
        if len(messages) == taken:  # there may be more than one receive can bring
            self._receive_beside(stopping)
        return len(messages)

    async def receive_one(self, wait_seconds: int) -> Held | None:
        """A message that goes into no hand."""
        for message in await self._messages(1, wait_seconds):
            return self._grip.take(message)
        return None

    async def _messages(self, limit: int, wait_seconds: int) -> list[Message]:
        try:
            await self._grip.learn()
            # Until SQS has answered once nobody knows whether it does: the first answer must not wait for mail.
            messages = await self._queue.receive(limit, wait_seconds if self.answered else 0)
        except AwsError:
            self.answered = False
            raise
        self.answered = True
        self._metrics.last_receive.set_to_current_time()
        self._metrics.received.inc(len(messages))
        return messages

    def _receive_beside(self, stopping: asyncio.Event) -> None:
        if self._beside < RECEIVES - 1 and self._hands.room.free:
            self._beside += 1
            self._hands.tasks.create_task(self._drain(stopping))

    async def _drain(self, stopping: asyncio.Event) -> None:
        try:
            while not self._hands.refused and await self.receive(SIDE_WAIT_SECONDS, stopping):
                pass
        except AwsError as fault:
            log.warning("nothing received", extra=fault.fields)  # the first receive finds out whether that lasts
        except Exception:
            log.exception("nothing received")
        finally:
            self._beside -= 1
