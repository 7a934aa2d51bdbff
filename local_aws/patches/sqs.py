"""Queues."""

from collections.abc import Callable
from typing import Any

from moto.sqs.models import Queue, SQSBackend

from local_aws.patches.wrap import wrap


def set_queue_attributes_wipes_the_policy() -> None:
    """SetQueueAttributes without a Policy must leave the one that is there."""

    def set_attributes(
        original: Callable[..., None], queue: Queue, attributes: dict[str, Any], now: float | None = None
    ) -> None:
        kept = getattr(queue, "policy", None)
        original(queue, attributes, now)
        if "Policy" not in attributes:
            queue.policy = kept

    wrap(Queue, "_set_attributes", set_attributes)


def redrive_allow_policy_is_not_returned() -> None:
    """It is kept, and GetQueueAttributes must name it."""
    Queue.redrive_allow_policy = None  # type: ignore[attr-defined]
    Queue.BASE_ATTRIBUTES.append("RedriveAllowPolicy")


def concurrent_calls_lose_messages() -> None:
    """A queue's messages must be changed by one call at a time: two deletes and a send lose what is sent."""
    for owner, name in (
        (SQSBackend, "receive_message"),
        (SQSBackend, "change_message_visibility"),
        (SQSBackend, "delete_message"),
    ):
        wrap(owner, name, _one_at_a_time)


def _one_at_a_time(original: Callable[..., Any], backend: SQSBackend, queue_name: str, *args: Any, **more: Any) -> Any:
    # The lock that a send takes; a receive that waits for messages gives it back while it does.
    with backend.get_queue(queue_name)._messages_lock:
        return original(backend, queue_name, *args, **more)
