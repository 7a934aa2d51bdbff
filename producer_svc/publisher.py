"""Puts an email on the queue and returns once SQS has confirmed that very email."""

import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from uuid import UUID, uuid4, uuid5

from producer_svc.metrics import Metrics
from producer_svc.settings import Settings
from svc_kit.aws.errors import AwsError
from svc_kit.aws.sqs import Queue, queue_ctx
from svc_kit.email import Email, dump
from svc_kit.errors import Unavailable

log = logging.getLogger(__name__)

# Ids made of an Idempotency-Key are UUIDv5 in this namespace: changing it would break retries under way.
SLUICE_NAMESPACE = UUID("5c2f4f6e-53a4-4a57-9d0b-9f1c1f0d7c3a")


@dataclass(frozen=True)
class Origin:
    """What the client said of its request, besides the email."""

    idempotency_key: str | None
    traceparent: str | None


class Publisher:
    def __init__(self, queue: Queue, max_pending: int, metrics: Metrics) -> None:
        self._queue = queue
        self._max_pending = max_pending
        self._metrics = metrics
        self._pending = 0

    async def publish(self, email: Email, origin: Origin) -> str:
        """The email id; raises Unavailable where too many wait already or SQS does not confirm."""
        if self._pending >= self._max_pending:
            raise Unavailable("too many emails are pending")
        body = dump(email)
        email_id = email_id_for(body, origin.idempotency_key)
        attributes = {"email_id": email_id}
        if origin.traceparent:
            attributes["traceparent"] = origin.traceparent
        self._count(1)
        try:
            await self._queue.send(body, attributes)
        except AwsError as fault:
            log.warning("email not published", extra={"email_id": email_id, **fault.fields})
            self._metrics.publish_failures.labels(fault.code).inc()
            raise Unavailable("the queue did not confirm the email; it may have been kept") from fault
        finally:
            self._count(-1)
        return email_id

    async def reachable(self) -> bool:
        return await self._queue.reachable()

    def _count(self, change: int) -> None:
        self._pending += change
        self._metrics.pending.set(self._pending)


def email_id_for(body: str, idempotency_key: str | None) -> str:
    """A retry with the same key and data gets the same id; without a key the id is random, for S3 to spread."""
    if idempotency_key is None:
        return str(uuid4())
    return str(uuid5(SLUICE_NAMESPACE, f"{idempotency_key}\n{body}"))


@asynccontextmanager
async def publisher_ctx(settings: Settings, metrics: Metrics) -> AsyncIterator[Publisher]:
    async with queue_ctx(settings.sqs_queue_url, read_seconds=5, attempts=3, connections=64) as queue:
        yield Publisher(queue, settings.max_pending, metrics)
