"""What became of each message that was sent, and whether to send it again."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum, auto
from typing import Any

from botocore.exceptions import ClientError

from svc_kit.aws.errors import AwsError
from svc_kit.aws.outgoing import Outgoing

# What SQS calls a message that it will never take; any other refusal of a call speaks of the caller or of the queue.
_FAULTS_OF_A_MESSAGE = {"InvalidMessageContents", "InvalidParameterValue", "BatchRequestTooLong"}
_FAULTS_OF_THE_CALLER = ("AccessDenied", "Kms", "KMS")


class Verdict(Enum):
    CONFIRMED = auto()
    REFUSED = auto()  # this very message, which would be refused again
    LATER = auto()  # it may be kept all the same, and is likely to be when sent again
    FAILED = auto()  # it may be kept all the same, and sending it again at once is of no use


@dataclass(frozen=True)
class Outcome:
    """What became of a message; `fault` says why it is not confirmed."""

    verdict: Verdict
    fault: AwsError | None = None


def outcomes_of(answer: Mapping[str, Any], messages: Sequence[Outgoing]) -> list[Outcome]:
    """One for each message, in their order; what the answer does not mention is unknown."""
    request_id = answer.get("ResponseMetadata", {}).get("RequestId")
    confirmed = {entry.get("Id"): entry.get("MD5OfMessageBody", "") for entry in answer.get("Successful", [])}
    failed = {entry.get("Id"): entry for entry in answer.get("Failed", [])}
    return [_outcome(one, confirmed.get(str(n)), failed.get(str(n)), request_id) for n, one in enumerate(messages)]


def outcome_of(fault: AwsError) -> Outcome:
    """Of a message that was alone in a call, or of each where the fault is nobody's own."""
    if not refused(fault):
        return Outcome(Verdict.LATER, fault)
    if _name(fault.code) in _FAULTS_OF_A_MESSAGE:
        return _refused(fault.code, fault.request_id)
    return Outcome(Verdict.FAILED, fault)


def refused(fault: AwsError) -> bool:
    """Whether SQS looked at the call and said no, for good as far as this call is concerned."""
    cause = fault.__cause__
    if not isinstance(cause, ClientError) or _throttled(fault.code):
        return False
    status = cause.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 500)
    return bool(400 <= status < 500 and status != 429)


def _outcome(message: Outgoing, md5: str | None, failure: Mapping[str, Any] | None, request_id: str | None) -> Outcome:
    if failure is not None:
        code = failure.get("Code", "Unknown")
        if not failure.get("SenderFault") or _throttled(code):
            return Outcome(Verdict.LATER, AwsError(code, failure.get("Message", ""), request_id))
        if code.startswith(_FAULTS_OF_THE_CALLER):
            return Outcome(Verdict.FAILED, AwsError(code, failure.get("Message", ""), request_id))
        return _refused(code, request_id)
    if md5 is None:
        return Outcome(Verdict.LATER, AwsError("Unanswered", "the answer does not mention the message", request_id))
    if md5 != message.md5:
        # Sent again under its id it would only be in conflict with what SQS keeps of it now.
        return Outcome(Verdict.FAILED, AwsError("Md5Mismatch", "SQS keeps another body than was sent", request_id))
    return Outcome(Verdict.CONFIRMED)


def _refused(code: str, request_id: str | None) -> Outcome:
    return Outcome(Verdict.REFUSED, AwsError(code, "", request_id))  # the reason might quote the email


def _throttled(code: str) -> bool:
    return "throttl" in code.lower() or _name(code) in ("TooManyRequestsException", "OverLimit")


def _name(code: str) -> str:
    return code.rpartition(".")[2]  # some come as AWS.SimpleQueueService.BatchRequestTooLong
