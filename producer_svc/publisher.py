"""Puts an email on the queue and returns once SQS has confirmed that very email."""

import asyncio
import logging
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from os import urandom
from uuid import UUID, uuid5

from producer_svc.batcher import IN_FLIGHT, Batcher
from producer_svc.entry import Entry
from producer_svc.intake import Origin
from producer_svc.metrics import Metrics
from producer_svc.settings import Settings
from svc_kit.aws.errors import AwsError
from svc_kit.aws.outcome import Outcome, Verdict
from svc_kit.aws.outgoing import Outgoing
from svc_kit.aws.sqs import Queue, queue_ctx
from svc_kit.email import Email, dump
from svc_kit.errors import InvalidEmail, Unavailable

log = logging.getLogger(__name__)

# Ids made of an Idempotency-Key are UUIDv5 in this namespace: changing it would break retries under way.
SLUICE_NAMESPACE = UUID("5c2f4f6e-53a4-4a57-9d0b-9f1c1f0d7c3a")


class Refused(InvalidEmail):
    """SQS takes the call but never this email, so that it is the client's to change, as with any other 422."""

    def __init__(self) -> None:
        super().__init__({})  # SQS does not say which field
        self.sentence = "the queue does not take this email"


class Publisher:
    def __init__(self, queue: Queue, settings: Settings, metrics: Metrics) -> None:
        self._queue = queue
        self._batcher = Batcher(queue, settings.batch_bytes, metrics.publish_batch_size)
        self._max_pending = settings.max_pending
        self._metrics = metrics
        self._pending = 0
        metrics.pending.set_function(lambda: self._pending)

    async def publish(self, email: Email, origin: Origin) -> str:
        """The email id; raises Refused, or Unavailable where too many wait already or SQS does not confirm."""
        if self._pending >= self._max_pending:
            raise Unavailable("too many emails are pending")
        body = dump(email)
        email_id = email_id_for(body, origin.idempotency_key)
        attributes = {"email_id": email_id}
        if origin.traceparent:
            attributes["traceparent"] = origin.traceparent
        outcome = await self._outcome(email_id, Outgoing(body, attributes))
        if outcome.verdict is Verdict.REFUSED:
            raise Refused
        if outcome.verdict is not Verdict.CONFIRMED:
            raise Unavailable("the queue did not confirm the email; it may have been kept")
        return email_id

    async def reachable(self) -> bool:
        return await self._queue.reachable()

    async def close(self) -> None:
        await self._batcher.close()

    async def _outcome(self, email_id: str, message: Outgoing) -> Outcome:
        entry = Entry(message, asyncio.get_running_loop().create_future(), message.size())
        self._pending += 1
        try:
            self._batcher.add([entry])
            outcome = await entry.outcome
        except asyncio.CancelledError:  # the request's time is over
            self._failed(email_id, entry.last_fault or AwsError("NotInTime", "SQS did not answer in time"))
            raise
        finally:
            self._pending -= 1
        if outcome.fault:
            self._failed(email_id, outcome.fault)
        return outcome

    def _failed(self, email_id: str, fault: AwsError) -> None:
        log.warning("email not published", extra={"email_id": email_id, **fault.fields})
        self._metrics.publish_failures.labels(fault.code).inc()


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
