"""What became of each entry of a batch, and whether to send it again."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum, auto
from typing import Any

from svc_kit.aws.errors import AwsError
from svc_kit.aws.outgoing import NUMBERS, Outgoing

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
    """What became of a message that was sent; `fault` says why it is not confirmed."""

    verdict: Verdict
    fault: AwsError | None = None


CONFIRMED = Outcome(Verdict.CONFIRMED)


def faults_of(answer: Mapping[str, Any], size: int) -> list[AwsError | None]:
    """For each of `size` entries, whose ids are their positions, None where SQS has done it."""
    done = {entry.get("Id") for entry in answer.get("Successful", [])}
    failed = {entry.get("Id"): entry for entry in answer.get("Failed", [])}
    names = NUMBERS[:size]
    if not failed and done.issuperset(names):  # as nearly always
        return [None] * size
    request_id = answer.get("ResponseMetadata", {}).get("RequestId")
    return [_fault(failed.get(name), name in done, request_id) for name in names]


def outcomes_of(answer: Mapping[str, Any], messages: Sequence[Outgoing]) -> list[Outcome]:
    """One for each message, in their order; what the answer does not mention is unknown."""
    kept = {entry.get("Id"): entry.get("MD5OfMessageBody", "") for entry in answer.get("Successful", [])}
    faults = faults_of(answer, len(messages))
    return [
        _outcome_of(fault) if fault else _confirmed(one, kept[name])
        for name, one, fault in zip(NUMBERS, messages, faults, strict=False)
    ]


def outcome_of(fault: AwsError) -> Outcome:
    """Of a message that was alone in a call, or of each where the fault is nobody's own."""
    if not fault.refused:
        return Outcome(Verdict.LATER, fault)
    if fault.name in _FAULTS_OF_A_MESSAGE:
        return _refused(fault)
    return Outcome(Verdict.FAILED, fault)


def _fault(failure: Mapping[str, Any] | None, done: bool, request_id: str | None) -> AwsError | None:
    if failure is not None:
        status = 400 if failure.get("SenderFault") else 500
        code, message = failure.get("Code", "Unknown"), failure.get("Message", "")
        return AwsError(code, message, request_id=request_id, status=status)
    return None if done else AwsError("Unanswered", "the answer does not mention the message", request_id=request_id)


def _confirmed(message: Outgoing, md5: str) -> Outcome:
    if md5 == message.md5():
        return CONFIRMED
    # Sent again under its id it would only be in conflict with what SQS keeps of it now.
    return Outcome(Verdict.FAILED, AwsError("Md5Mismatch", "SQS keeps another body than was sent"))


def _outcome_of(fault: AwsError) -> Outcome:
    if not fault.refused:
        return Outcome(Verdict.LATER, fault)
    if fault.code.startswith(_FAULTS_OF_THE_CALLER):
        return Outcome(Verdict.FAILED, fault)
    return _refused(fault)


def _refused(fault: AwsError) -> Outcome:
    # Without its reason, which might quote the email.
    return Outcome(Verdict.REFUSED, AwsError(fault.code, request_id=fault.request_id, status=fault.status))
