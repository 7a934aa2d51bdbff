"""Queues."""

from collections.abc import Callable
from typing import Any

from moto.sqs.models import Queue

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
