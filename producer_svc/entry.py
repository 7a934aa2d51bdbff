"""An email on its way: what is sent of it, who is told of its outcome, and how often it was tried."""

import logging
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from svc_kit.aws.errors import AwsError
from svc_kit.aws.outcome import CONFIRMED, Outcome, Verdict
from svc_kit.aws.outgoing import Outgoing
from svc_kit.errors import InvalidEmail, Unavailable

log = logging.getLogger(__name__)

FIRST_PAUSE_SECONDS = 0.1
LONGEST_PAUSE_SECONDS = 2


class Refused(InvalidEmail):
    """SQS takes the call but never this email, so that it is the client's to change, as with any other 422."""

    def __init__(self) -> None:
        super().__init__({})  # SQS does not say which field
        self.sentence = "the queue does not take this email"


class NotInTime(Unavailable):
    """Whether SQS has the email is not known, and nobody waits for it any longer."""

    def __init__(self) -> None:
        super().__init__("the email was not confirmed in time; it may have been kept")


@dataclass(eq=False, slots=True)
class Entry:
    """An email under its id; `told` is called once, when its outcome is known or its time is over."""

    email_id: str
    message: Outgoing
    size: int  # bytes, as SQS counts them
    told: Callable[["Entry"], None]
    attempts: int = 0
    last_fault: AwsError | None = None
    outcome: Outcome | None = None
    is_late: bool = False

    def conclude(self, outcome: Outcome) -> None:
        if self.outcome is None:
            self.outcome = outcome
            try:
                self.told(self)
            except Exception:
                log.exception("outcome not told")  # the others of its batch are told theirs

    def expire(self) -> None:
        self.is_late = True
        fault = self.last_fault or AwsError("NotInTime", "SQS did not answer in time")
        self.conclude(Outcome(Verdict.FAILED, fault))

    def put_off(self, fault: AwsError | None) -> None:
        self.attempts += 1
        self.last_fault = fault

    def confirmed(self) -> str:
        """The email id; raises Refused, or Unavailable where SQS did not confirm, or not in time."""
        if self.outcome is CONFIRMED:
            return self.email_id
        if self.outcome is not None and self.outcome.verdict is Verdict.REFUSED:
            raise Refused
        if self.is_late:
            raise NotInTime
        raise Unavailable("the queue did not confirm the email; it may have been kept")


def pause(entries: Sequence[Entry]) -> float:
    """Full jitter, so that emails which were throttled together do not all come back together."""
    longest = FIRST_PAUSE_SECONDS * 2 ** min(10, max(entry.attempts for entry in entries))
    return random.uniform(0, min(LONGEST_PAUSE_SECONDS, longest))  # noqa: S311 - no secret
