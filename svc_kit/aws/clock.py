"""The time at AWS: what a call is signed with, for AWS refuses a call that is signed minutes away from its own time."""

import logging
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from functools import lru_cache
from time import time
from typing import Any

import botocore.auth

log = logging.getLogger(__name__)

# How S3, and how everybody else, calls a signature of another time; the last two have other causes too.
TOO_FAR = {"RequestTimeTooSkewed", "RequestExpired", "InvalidSignatureException", "SignatureDoesNotMatch"}
WORTH_CORRECTING = timedelta(minutes=4)  # AWS takes a difference of five


@lru_cache(maxsize=2)
def _second(unix: int, ahead: timedelta) -> datetime:
    return datetime.fromtimestamp(unix, UTC).replace(tzinfo=None) + ahead


class Clock:
    """One for the process, as the signers that it corrects are."""

    def __init__(self) -> None:
        self._ahead = timedelta()  # of this machine

    def now(self, remove_tzinfo: bool = True) -> datetime:
        now = datetime.now(UTC) + self._ahead
        return now.replace(tzinfo=None) if remove_tzinfo else now

    def second(self) -> datetime:
        """This one, without its fraction: what is signed knows no more, and many calls are of the same."""
        return _second(int(time()), self._ahead)

    def corrected(self, code: str | None, date: str | None) -> bool:
        """Whether a call that was refused so is to be sent again at once: it was its time, and `date` tells AWS's."""
        if code not in TOO_FAR or date is None:
            return False
        ahead = parsedate_to_datetime(date) - datetime.now(UTC)
        if abs(ahead - self._ahead) < WORTH_CORRECTING:
            return False  # corrected already: it was refused for another reason
        self._ahead = ahead
        log.warning("clock corrected", extra={"seconds": round(ahead.total_seconds())})
        return True

    def correct(self, response: Any, **_: Any) -> float | None:
        """The same for a client of the SDK, which is told for how many seconds to wait before it sends again."""
        if not response:
            return None
        told = response[1]
        code, date = told.get("Error", {}).get("Code"), told["ResponseMetadata"]["HTTPHeaders"].get("date")
        return 0 if self.corrected(code, date) else None


CLOCK = Clock()
# botocore has no clock skew correction (boto3 #1252) and asks the machine for the time in this one function.
botocore.auth.get_current_datetime = CLOCK.now
