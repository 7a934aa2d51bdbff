"""An email on its way: what is sent of it, who waits for it, and how often it was tried."""

import asyncio
import random
from collections.abc import Sequence
from dataclasses import dataclass

from svc_kit.aws.errors import AwsError
from svc_kit.aws.outcome import Outcome
from svc_kit.aws.outgoing import Outgoing

FIRST_PAUSE_SECONDS = 0.1
LONGEST_PAUSE_SECONDS = 2


@dataclass(eq=False, slots=True)
class Entry:
    """A message, and the outcome that somebody waits for until its time is over."""

    message: Outgoing
    outcome: asyncio.Future[Outcome]
    size: int  # bytes, as SQS counts them
    attempts: int = 0
    last_fault: AwsError | None = None

    def conclude(self, outcome: Outcome) -> None:
        if not self.outcome.done():
            self.outcome.set_result(outcome)

    def put_off(self, fault: AwsError | None) -> None:
        self.attempts += 1
        self.last_fault = fault


def pause(entries: Sequence[Entry]) -> float:
    """Full jitter, so that emails which were throttled together do not all come back together."""
    longest = FIRST_PAUSE_SECONDS * 2 ** min(10, max(entry.attempts for entry in entries))
    return random.uniform(0, min(LONGEST_PAUSE_SECONDS, longest))  # noqa: S311 - no secret
