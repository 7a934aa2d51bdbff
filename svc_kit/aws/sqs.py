"""A queue: send, receive, delete, and decide when a message is seen again."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

from svc_kit.aws.client import client_ctx
from svc_kit.aws.errors import AwsError, translated
from svc_kit.aws.outcome import Outcome, faults_of, outcome_of, outcomes_of
from svc_kit.aws.outgoing import Outgoing, entries_of

BATCH = 10  # entries of one call, the limit of SQS
SHORT_CALL_SECONDS = 5  # SQS answers in some 20 ms: what takes longer than this hangs


@dataclass(frozen=True)
class Message:
    """One delivery of a message; `receipt` belongs to this delivery only."""

    id: str
    receipt: str
    body: str
    attributes: Mapping[str, str]
    receives: int
    sent: float  # Unix seconds


@dataclass(frozen=True)
class Queue:
    client: Any
    url: str

    async def reachable(self) -> bool:
        """True, or an AwsError."""
        with translated():
            await self.client.get_queue_attributes(QueueUrl=self.url, AttributeNames=["QueueArn"])
        return True

    async def send_batch(self, messages: Sequence[Outgoing]) -> list[Outcome]:
        """What became of each of up to 10 messages; never an AwsError, for that is an outcome too."""
        try:
            with translated():
                answer = await self.client.send_message_batch(QueueUrl=self.url, Entries=entries_of(messages))
                return outcomes_of(answer, messages)
        except AwsError as fault:
            if fault.refused and len(messages) > 1:  # one bad message must not refuse nine good ones
                alone = await asyncio.gather(*(self.send_batch([one]) for one in messages))
                return [outcome for (outcome,) in alone]
            return [outcome_of(fault)] * len(messages)

    async def receive(self, limit: int, wait_seconds: int) -> list[Message]:
        """Up to `limit` (at most 10) messages; an empty list after a wait of up to 20 seconds."""
        with translated():
            # The read timeout alone would wait for ever for an answer that trickles.
            async with asyncio.timeout(wait_seconds + SHORT_CALL_SECONDS):
                answer = await self.client.receive_message(
                    QueueUrl=self.url,
                    MaxNumberOfMessages=limit,
                    WaitTimeSeconds=wait_seconds,
                    MessageAttributeNames=["All"],
                    MessageSystemAttributeNames=["ApproximateReceiveCount", "SentTimestamp"],
                )
            return [_message(entry) for entry in answer.get("Messages", [])]

    async def visibility_timeout(self) -> int:
        """For how many seconds, 0 to 43,200, the queue hides what was received."""
        with translated():
            async with asyncio.timeout(SHORT_CALL_SECONDS):
                answer = await self.client.get_queue_attributes(QueueUrl=self.url, AttributeNames=["VisibilityTimeout"])
            return int(answer["Attributes"]["VisibilityTimeout"])

    async def delete(self, messages: Sequence[Message]) -> list[AwsError | None]:
        """Deletes up to 10 messages; for each None where SQS has confirmed it."""
        return await self._each(self.client.delete_message_batch, [{"ReceiptHandle": one.receipt} for one in messages])

    async def hide(self, waits: Sequence[tuple[Message, int]]) -> list[AwsError | None]:
        """Shows up to 10 messages after so many seconds each; for each None where SQS has confirmed it."""
        entries = [{"ReceiptHandle": one.receipt, "VisibilityTimeout": seconds} for one, seconds in waits]
        return await self._each(self.client.change_message_visibility_batch, entries)

    async def _each(
        self, operation: Callable[..., Awaitable[Any]], entries: Sequence[Mapping[str, Any]]
    ) -> list[AwsError | None]:
        # Ids are positions, for one message may be in a batch twice, under two receipts.
        numbered = [{"Id": str(n), **entry} for n, entry in enumerate(entries)]
        try:
            with translated():
                async with asyncio.timeout(SHORT_CALL_SECONDS):
                    answer = await operation(QueueUrl=self.url, Entries=numbered)
                return faults_of(answer, len(entries))
        except AwsError as fault:
            if fault.refused and len(entries) > 1:  # one bad entry must not refuse nine good ones
                alone = await asyncio.gather(*(self._each(operation, [one]) for one in entries))
                return [one for (one,) in alone]
            return [fault] * len(entries)


@asynccontextmanager
async def queue_ctx(url: str, *, read_seconds: float, attempts: int, connections: int) -> AsyncIterator[Queue]:
    async with client_ctx("sqs", read_seconds=read_seconds, attempts=attempts, connections=connections) as client:
        yield Queue(client, url)


def _message(entry: Mapping[str, Any]) -> Message:
    return Message(
        id=entry["MessageId"],
        receipt=entry["ReceiptHandle"],
        body=entry["Body"],
        attributes={
            name: value["StringValue"]
            for name, value in entry.get("MessageAttributes", {}).items()
            if "StringValue" in value
        },
        receives=int(entry["Attributes"]["ApproximateReceiveCount"]),
        sent=int(entry["Attributes"]["SentTimestamp"]) / 1000,
    )
