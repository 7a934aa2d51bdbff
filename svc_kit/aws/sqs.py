"""A queue: send, receive, delete, and decide when a message is seen again."""

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

from svc_kit.aws.client import client_ctx
from svc_kit.aws.errors import AwsError, translated
from svc_kit.aws.outcome import Outcome, outcome_of, outcomes_of, refused
from svc_kit.aws.outgoing import Outgoing, entries_of

BATCH = 10  # entries of one call, the limit of SQS


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
class Failure:
    """An entry of a batch that SQS did not do."""

    message: Message
    code: str


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
            if refused(fault) and len(messages) > 1:  # one bad message must not refuse nine good ones
                alone = await asyncio.gather(*(self.send_batch([one]) for one in messages))
                return [outcome for (outcome,) in alone]
            return [outcome_of(fault)] * len(messages)

    async def receive(self, limit: int, wait_seconds: int) -> list[Message]:
        """Up to `limit` (at most 10) messages; an empty list after a wait of up to 20 seconds."""
        with translated():
            answer = await self.client.receive_message(
                QueueUrl=self.url,
                MaxNumberOfMessages=limit,
                WaitTimeSeconds=wait_seconds,
                MessageAttributeNames=["All"],
                MessageSystemAttributeNames=["ApproximateReceiveCount", "SentTimestamp"],
            )
            return [_message(entry) for entry in answer.get("Messages", [])]

    async def delete(self, messages: Sequence[Message]) -> list[Failure]:
        """Deletes up to 10 messages; those that are returned were not deleted."""
        # Ids are positions, for one message may be in a batch twice, under two receipts.
        entries = [{"Id": str(n), "ReceiptHandle": one.receipt} for n, one in enumerate(messages)]
        with translated():
            answer = await self.client.delete_message_batch(QueueUrl=self.url, Entries=entries)
            return _failures(answer, messages)

    async def hide(self, waits: Sequence[tuple[Message, int]]) -> list[Failure]:
        """Shows up to 10 messages again after so many seconds each; those returned keep their time."""
        entries = [
            {"Id": str(n), "ReceiptHandle": one.receipt, "VisibilityTimeout": seconds}
            for n, (one, seconds) in enumerate(waits)
        ]
        with translated():
            answer = await self.client.change_message_visibility_batch(QueueUrl=self.url, Entries=entries)
            return _failures(answer, [one for one, _ in waits])


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


def _failures(answer: Mapping[str, Any], messages: Sequence[Message]) -> list[Failure]:
    return [Failure(messages[int(entry["Id"])], entry["Code"]) for entry in answer.get("Failed", [])]
