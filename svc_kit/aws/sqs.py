"""A queue: send, receive, delete, and decide when a message is seen again."""

import asyncio
import json
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import orjson

from svc_kit.aws.endpoint import endpoint_of
from svc_kit.aws.errors import AwsError, translated
from svc_kit.aws.outcome import Outcome, faults_of, outcome_of, outcomes_of
from svc_kit.aws.outgoing import NUMBERS, Outgoing, entries_of
from svc_kit.aws.request import Request
from svc_kit.aws.transport import Terms, Transport, transport_ctx

BATCH = 10  # entries of one call, the limit of SQS
SHORT_CALL_SECONDS = 5  # SQS answers in some 20 ms: what takes longer than this hangs

LOOK = Terms(SHORT_CALL_SECONDS, tries=2, repeatable=True)
SEND = Terms(SHORT_CALL_SECONDS)  # not repeatable: what was sent twice is on the queue twice
SETTLE = Terms(SHORT_CALL_SECONDS, repeatable=True)

_HEADERS = {
    "content-type": "application/x-amz-json-1.0",
    "user-agent": "sluice",
    "x-amzn-query-mode": "true",  # SQS then names the codes that it had before it spoke JSON, as it does to the SDK
}


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
    transport: Transport
    path: str
    url: str

    async def reachable(self) -> bool:
        """True, or an AwsError."""
        await self._ask("GetQueueAttributes", {"AttributeNames": ["QueueArn"]}, LOOK)
        return True

    async def send_batch(self, messages: Sequence[Outgoing]) -> list[Outcome]:
        """What became of each of up to 10 messages; never an AwsError, for that is an outcome too."""
        try:
            return outcomes_of(await self._ask("SendMessageBatch", {"Entries": entries_of(messages)}, SEND), messages)
        except AwsError as fault:
            if fault.refused and len(messages) > 1:  # one bad message must not refuse nine good ones
                alone = await asyncio.gather(*(self.send_batch([one]) for one in messages))
                return [outcome for (outcome,) in alone]
            return [outcome_of(fault)] * len(messages)

    async def receive(self, limit: int, wait_seconds: int) -> list[Message]:
        """Up to `limit` (at most 10) messages; an empty list after a wait of up to 20 seconds."""
        asked = {
            "MaxNumberOfMessages": limit,
            "WaitTimeSeconds": wait_seconds,
            "MessageAttributeNames": ["All"],
            "MessageSystemAttributeNames": ["ApproximateReceiveCount", "SentTimestamp"],
        }
        answer = await self._ask("ReceiveMessage", asked, Terms(wait_seconds + SHORT_CALL_SECONDS, repeatable=True))
        with translated():
            return [_message(entry) for entry in answer.get("Messages", [])]

    async def visibility_timeout(self) -> int:
        """For how many seconds, 0 to 43,200, the queue hides what was received."""
        answer = await self._ask("GetQueueAttributes", {"AttributeNames": ["VisibilityTimeout"]}, LOOK)
        with translated():
            return int(answer["Attributes"]["VisibilityTimeout"])

    async def delete(self, messages: Sequence[Message]) -> list[AwsError | None]:
        """Deletes up to 10 messages; for each None where SQS has confirmed it."""
        return await self._each("DeleteMessageBatch", [{"ReceiptHandle": one.receipt} for one in messages])

    async def hide(self, waits: Sequence[tuple[Message, int]]) -> list[AwsError | None]:
        """Shows up to 10 messages after so many seconds each; for each None where SQS has confirmed it."""
        entries = [{"ReceiptHandle": one.receipt, "VisibilityTimeout": seconds} for one, seconds in waits]
        return await self._each("ChangeMessageVisibilityBatch", entries)

    async def _each(self, action: str, entries: Sequence[Mapping[str, Any]]) -> list[AwsError | None]:
        # Ids are positions, for one message may be in a batch twice, under two receipts.
        numbered = [{"Id": name, **entry} for name, entry in zip(NUMBERS, entries, strict=False)]
        try:
            return faults_of(await self._ask(action, {"Entries": numbered}, SETTLE), len(entries))
        except AwsError as fault:
            if fault.refused and len(entries) > 1:  # one bad entry must not refuse nine good ones
                alone = await asyncio.gather(*(self._each(action, [one]) for one in entries))
                return [one for (one,) in alone]
            return [fault] * len(entries)

    async def _ask(self, action: str, parameters: Mapping[str, Any], terms: Terms) -> dict[str, Any]:
        """What SQS answers (AWS JSON 1.0, "Making requests", developer guide of SQS)."""
        headers = {**_HEADERS, "x-amz-target": f"AmazonSQS.{action}"}
        body = orjson.dumps({"QueueUrl": self.url, **parameters})
        answer = await self.transport.call(Request("POST", self.path, headers, body), terms)
        with translated():
            said = _decoded(answer.body) if answer.body else {}
        if not isinstance(said, dict):
            raise AwsError("MalformedAnswer", "the answer is no object")
        return said


@asynccontextmanager
async def queue_ctx(url: str, *, connections: int) -> AsyncIterator[Queue]:
    endpoint = await endpoint_of("sqs", "GetQueueAttributes", QueueUrl=url)
    async with transport_ctx(endpoint, connections) as transport:
        yield Queue(transport, endpoint.path or "/", url)


def _decoded(body: bytes) -> Any:
    try:
        return orjson.loads(body)
    except ValueError:
        return json.loads(body)  # which takes an unpaired surrogate: one odd message must not hide nine others


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
