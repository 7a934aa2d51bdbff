"""What moto knows of a queue and its messages, and what it should do with them but does not."""

from collections.abc import Sequence
from math import inf

from moto.core.models import DEFAULT_ACCOUNT_ID
from moto.sqs.models import Message, Queue, sqs_backends

from tests.fault_proxy import Call


def queue_at(url: str, region: str = "eu-central-1") -> Queue | None:
    return sqs_backends[DEFAULT_ACCOUNT_ID][region].queues.get(url.rpartition("/")[2])


def messages_of(url: str) -> Sequence[Message]:
    """All of them, seen or unseen, without receiving them."""
    queue = queue_at(url)
    return [*queue._messages] if queue else []


def wait_of(call: Call) -> float:
    """How long a receive may wait, as it says itself or else as its queue says; no other call waits."""
    if call.action != "ReceiveMessage":
        return 0
    default = getattr(queue_at(call.content["QueueUrl"]), "receive_message_wait_time_seconds", 0)
    return float(call.content.get("WaitTimeSeconds", default))


def seconds_to_next(url: str, now: float) -> float:
    """Until a message that is hidden now shows itself, if none is sent."""
    shown = (max(message.visible_at, message.delayed_until) / 1000 - now for message in messages_of(url))
    return min((max(seconds, 0) + 0.001 for seconds in shown), default=inf)


def drop_expired(url: str, now: float) -> None:
    """moto keeps for ever what has outlived its retention, and receives nothing that is behind it."""
    if queue := queue_at(url):
        oldest = (now - getattr(queue, "message_retention_period")) * 1000  # noqa: B009 - moto sets it by name
        queue._messages = [one for one in queue._messages if (one.sent_timestamp or 0) > oldest]
