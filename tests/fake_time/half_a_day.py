"""How long a message may be in hand: SQS counts from the receive, moto from the send.

"The maximum is 12 hours from the time that Amazon SQS receives the ReceiveMessage request" (visibility timeout,
developer guide of SQS). What asks for more is refused, and in a batch that entry alone.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import pytest
from moto.core.utils import unix_time_millis
from moto.sqs.exceptions import InvalidParameterValue
from moto.sqs.models import Message, SQSBackend

_mark_received = Message.mark_received
_change = SQSBackend.change_message_visibility
_change_batch = SQSBackend.change_message_visibility_batch


@contextmanager
def half_a_day_from_each_receive() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Message, "mark_received", _noting_when)
        patch.setattr(SQSBackend, "change_message_visibility", _counted_from_then)
        patch.setattr(SQSBackend, "change_message_visibility_batch", _each_for_itself)
        yield


def _noting_when(message: Message, visibility_timeout: int | None = None) -> None:
    setattr(message, "received_at", int(unix_time_millis()))  # noqa: B010 - moto knows no such thing
    _mark_received(message, visibility_timeout)


def _counted_from_then(backend: SQSBackend, queue_name: str, receipt_handle: str, visibility_timeout: int) -> None:
    held = [one for one in backend.get_queue(queue_name)._messages if one.had_receipt_handle(receipt_handle)]
    sent = [one.sent_timestamp for one in held]
    for one in held:
        one.sent_timestamp = getattr(one, "received_at", one.sent_timestamp)
    try:
        _change(backend, queue_name, receipt_handle, visibility_timeout)
    finally:
        for one, timestamp in zip(held, sent, strict=True):
            one.sent_timestamp = timestamp


def _each_for_itself(
    backend: SQSBackend, queue_name: str, entries: Sequence[dict[str, Any]]
) -> tuple[list[str], list[dict[str, Any]]]:
    done: list[str] = []
    failed: list[dict[str, Any]] = []
    for entry in entries:
        try:
            done_now, failed_now = _change_batch(backend, queue_name, [entry])
        except InvalidParameterValue as fault:
            failed.append({"Id": entry["Id"], "SenderFault": True, "Code": fault.code, "Message": str(fault.message)})
        else:
            done += done_now
            failed += failed_now
    return done, failed
