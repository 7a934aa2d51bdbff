"""Puts an email on the queue and returns once SQS has confirmed that very email."""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from os import urandom
from uuid import UUID, uuid5

from producer_svc.batcher import IN_FLIGHT, Batcher
from producer_svc.entry import Entry
from producer_svc.intake import Origin
from producer_svc.metrics import Metrics
from producer_svc.settings import Settings
from svc_kit.aws.outgoing import Outgoing
from svc_kit.aws.sqs import Queue, queue_ctx
from svc_kit.email import Email, dump
from svc_kit.errors import Unavailable

log = logging.getLogger(__name__)

# Ids made of an Idempotency-Key are UUIDv5 in this namespace: changing it would break retries under way.
SLUICE_NAMESPACE = UUID("5c2f4f6e-53a4-4a57-9d0b-9f1c1f0d7c3a")


class Publisher:
    def __init__(self, queue: Queue, settings: Settings, metrics: Metrics) -> None:
        self._queue = queue
        self._batcher = Batcher(queue, settings.batch_bytes, metrics.publish_batch_size)
        self._max_pending = settings.max_pending
        self._metrics = metrics
        self._pending = 0
        metrics.pending.set_function(lambda: self._pending)

    async def publish(self, email: Email, origin: Origin) -> str:
        """The email id, once SQS has confirmed that very email; raises what `post` and `Entry.confirmed` do."""
        concluded = asyncio.Event()
        entry = self.post(email, origin, lambda _: concluded.set())
        try:
            await concluded.wait()
        except asyncio.CancelledError:  # the request's time is over
            entry.expire()
            raise
        return entry.confirmed()

    def post(self, email: Email, origin: Origin, told: Callable[[Entry], None]) -> Entry:
        """Tells once what became of it; raises Unavailable where too many wait already."""
        if self._pending >= self._max_pending:
            raise Unavailable("too many emails are pending")
        body = dump(email)
        email_id = email_id_for(body, origin.idempotency_key)
        attributes = {"email_id": email_id}
        if origin.traceparent:
            attributes["traceparent"] = origin.traceparent
        message = Outgoing(body, attributes)
        self._pending += 1

        def conclude(entry: Entry) -> None:
            self._pending -= 1
            if entry.outcome and (fault := entry.outcome.fault):
                log.warning("email not published", extra={"email_id": email_id, **fault.fields})
                self._metrics.publish_failures.labels(fault.code).inc()
            told(entry)

        entry = Entry(email_id, message, message.size(), conclude)
        self._batcher.add([entry])
        return entry

    async def reachable(self) -> bool:
        return await self._queue.reachable()

    async def close(self) -> None:
        await self._batcher.close()


def email_id_for(body: str, idempotency_key: str | None) -> str:
    """A retry with the same key and data gets the same id; without a key the id is random, for S3 to spread."""
    if idempotency_key is None:
        return next(RANDOM_IDS)
    return str(uuid5(SLUICE_NAMESPACE, f"{idempotency_key}\n{body}"))


def random_ids() -> Iterator[str]:
    """UUIDs of version 4; the kernel is asked for the bits of many at once, since that costs more than all else."""
    while True:
        bits = urandom(IDS_AT_ONCE * 16).hex()
        for start in range(0, len(bits), 32):
            one = bits[start : start + 32]
            variant = "89ab"[int(one[16], 16) & 3]
            yield f"{one[:8]}-{one[8:12]}-4{one[13:16]}-{variant}{one[17:20]}-{one[20:]}"


IDS_AT_ONCE = 256
RANDOM_IDS = random_ids()


@asynccontextmanager
async def publisher_ctx(settings: Settings, metrics: Metrics) -> AsyncIterator[Publisher]:
    # Two connections are for `reachable`.
    async with queue_ctx(settings.sqs_queue_url, connections=IN_FLIGHT + 2) as queue:
        publisher = Publisher(queue, settings, metrics)
        yield publisher
        await publisher.close()
