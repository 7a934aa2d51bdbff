"""The grip: what is in hand stays hidden on the queue until it is let go."""

import asyncio
import logging
from collections.abc import Sequence
from dataclasses import dataclass

from svc_kit.aws.sqs import BATCH, Message, Queue

log = logging.getLogger(__name__)

# Looks a timeout: each third of it is asked for anew, and may fail twice before the message is seen again.
LOOKS = 6
LONGEST_LOOK = 10  # seconds, for a queue whose timeout is made shorter while we sleep
LEARN_AGAIN = 300  # seconds: one call in so many notices that the queue's timeout was changed
MOST_HIDDEN = 43_200  # seconds from the receive, after which SQS hides a message no longer: ChangeMessageVisibility


def now() -> float:
    return asyncio.get_running_loop().time()


@dataclass(eq=False)
class Held:
    """A message in hand, by its newest delivery."""

    message: Message
    received: float
    seen_again: float
    lost: bool = False  # SQS no longer takes this delivery's receipt


class Grip:
    def __init__(self, queue: Queue) -> None:
        self._queue = queue
        self._timeout = 0
        self._learnt: float | None = None
        self._held: dict[str, Held] = {}
        self._any = asyncio.Event()

    async def learn(self) -> None:
        """Reads the queue's own timeout where it is not known or may have been changed; raises AwsError."""
        if self._learnt is not None and now() < self._learnt + LEARN_AGAIN:
            return
        timeout = await self._queue.visibility_timeout()
        if self._learnt is None or timeout != self._timeout:
            log.info("visibility timeout read", extra={"visibility_timeout_seconds": timeout})
        self._timeout = timeout
        self._learnt = now()

    def take(self, message: Message) -> Held | None:
        """None where the message is in hand already: what is under way goes on, with the receipt of this delivery."""
        held = self._held.get(message.id)
        if held:
            held.message, held.received, held.seen_again, held.lost = message, now(), now() + self._timeout, False
            return None
        held = self._held[message.id] = Held(message, now(), now() + self._timeout)
        self._any.set()
        return held

    def let_go(self, held: Held) -> None:
        if self._held.get(held.message.id) is held:  # and not in hand anew
            del self._held[held.message.id]
        if not self._held:
            self._any.clear()

    async def keep(self) -> None:
        """Extends what is in hand, for ever; without anything in hand it sleeps."""
        while True:
            await self._any.wait()
            await asyncio.sleep(min(LONGEST_LOOK, max(self._timeout, 1) / LOOKS))
            try:
                await self._extend_what_is_due()
            except Exception:
                log.exception("messages not kept hidden")

    async def _extend_what_is_due(self) -> None:
        due = [(held, seconds) for held in self._held.values() if (seconds := self._extension(held))]
        batches = [due[start : start + BATCH] for start in range(0, len(due), BATCH)]
        await asyncio.gather(*(self._extend(batch) for batch in batches))

    def _extension(self, held: Held) -> int:
        """For how many seconds to hide it from now on; 0 where that is not needed yet, or gains nothing."""
        left = held.seen_again - now()
        seconds = min(self._timeout, int(held.received + MOST_HIDDEN - now()))
        return seconds if not held.lost and left < self._timeout * 2 / 3 and seconds > left else 0

    async def _extend(self, batch: Sequence[tuple[Held, int]]) -> None:
        asked, waits = now(), [(held.message, seconds) for held, seconds in batch]
        for (held, seconds), (message, _), fault in zip(batch, waits, await self._queue.hide(waits), strict=True):
            if held.message is not message:
                continue  # delivered anew meanwhile, and hidden by that
            if fault is None:
                held.seen_again = asked + seconds
                continue
            held.lost = fault.refused
            log.warning(
                "message not kept hidden",
                extra={"message_id": message.id, "held_seconds": round(now() - held.received, 3), **fault.fields},
            )
