"""A client whose clock is wrong, as AWS sees it."""

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

from tests.fault_proxy.answer import Answer, Fault, Onward
from tests.fault_proxy.call import Call
from tests.fault_proxy.refusal import refusal

TOLERANCE = timedelta(minutes=5)  # "Troubleshoot AWS API requests", IAM user guide; S3 takes a quarter of an hour
TOLERANCE_OF_S3 = timedelta(minutes=15)  # RequestTimeTooSkewed, "Error responses", API reference of S3
STAMP = "%Y%m%dT%H%M%SZ"


def clock_skew(seconds: float) -> Fault:
    """AWS's clock is so far ahead of this machine's; a call that is signed too far from it is refused."""

    async def fault(call: Call, onward: Onward) -> Answer:
        now = datetime.now(UTC) + timedelta(seconds=seconds)
        answer = _too_far(call, now) or await onward(call)
        headers = {name: value for name, value in answer.headers.items() if name.lower() != "date"}
        return Answer(answer.status, {**headers, "Date": format_datetime(now, usegmt=True)}, answer.body)

    return fault


def _too_far(call: Call, now: datetime) -> Answer | None:
    signed = datetime.strptime(call.headers["X-Amz-Date"], STAMP).replace(tzinfo=UTC)
    if call.service == "s3":
        if abs(now - signed) <= TOLERANCE_OF_S3:
            return None
        sentence = "The difference between the request time and the current time is too large."
        return refusal(call, 403, "RequestTimeTooSkewed", sentence)
    if abs(now - signed) <= TOLERANCE:
        return None
    sentence = f"Signature expired: {signed:{STAMP}} is now earlier than {now - TOLERANCE:{STAMP}}"
    if signed > now:
        sentence = f"Signature not yet current: {signed:{STAMP}} is still later than {now + TOLERANCE:{STAMP}}"
    # SQS says 403, SSM 400; both name it so.
    return refusal(call, 403 if call.service == "sqs" else 400, "InvalidSignatureException", sentence)
