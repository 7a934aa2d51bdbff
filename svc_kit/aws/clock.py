"""The time at AWS: what a call is signed with, for AWS refuses a call that is signed minutes away from its own time."""

import logging
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any

import botocore.auth

log = logging.getLogger(__name__)

# How S3, and how everybody else, calls a signature of another time; the last two have other causes too.
TOO_FAR = {"RequestTimeTooSkewed", "RequestExpired", "InvalidSignatureException", "SignatureDoesNotMatch"}
WORTH_CORRECTING = timedelta(minutes=4)  # AWS takes a difference of five


class Clock:
    """One for the process, as the signer that it corrects is."""

    def __init__(self) -> None:
        self._ahead = timedelta()  # of this machine

    def now(self, remove_tzinfo: bool = True) -> datetime:
        now = datetime.now(UTC) + self._ahead
        return now.replace(tzinfo=None) if remove_tzinfo else now

    def correct(self, response: Any, **_: Any) -> float | None:
        """Where a call was refused for its time: takes that of the answer, and has the call sent again at once."""
        if not response or response[1].get("Error", {}).get("Code") not in TOO_FAR:
            return None
        date = response[1]["ResponseMetadata"]["HTTPHeaders"].get("date")
        if date is None:
            return None
        ahead = parsedate_to_datetime(date) - datetime.now(UTC)
        if abs(ahead - self._ahead) < WORTH_CORRECTING:
            return None  # corrected already: it was refused for another reason
        self._ahead = ahead
        log.warning("clock corrected", extra={"seconds": round(ahead.total_seconds())})
        return 0


CLOCK = Clock()
# botocore has no clock skew correction (boto3 #1252) and asks the machine for the time in this one function.
botocore.auth.get_current_datetime = CLOCK.now
