"""A consumer behind its real server, between a queue and a bucket of an embedded AWS."""

import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

import pytest
from aiohttp import ClientSession

from consumer_svc.app import create_app
from consumer_svc.settings import Settings
from svc_kit.run import listening_ctx
from svc_kit.settings import read

BODY = '{"email_subject":"Grüße","email_sender":"a","email_timestream":"1","email_content":"b"}'


@pytest.fixture
def environment(queue_url: str, bucket: str) -> dict[str, str]:
    return {
        "SQS_QUEUE_URL": queue_url,
        "OUTPUT_BUCKET": bucket,
        "PORT": "0",
        "POLL_INTERVAL_SECONDS": "0.05",
        "WAIT_TIME_SECONDS": "0",
    }


@pytest.fixture
async def running() -> AsyncIterator[AsyncExitStack]:
    async with AsyncExitStack() as stack:
        yield stack


@pytest.fixture
def start(environment: dict[str, str], running: AsyncExitStack) -> Callable[..., Awaitable[ClientSession]]:
    """Starts a consumer with these variables changed; what is returned speaks to its health port."""

    async def serve(**changes: str) -> ClientSession:
        settings = read(Settings, environment | changes)
        port = await running.enter_async_context(listening_ctx(create_app(settings), settings))
        return await running.enter_async_context(ClientSession(f"http://127.0.0.1:{port}"))

    return serve


@pytest.fixture
def stop(running: AsyncExitStack) -> Callable[[], Awaitable[None]]:
    """Ends the consumers as a signal would, and returns when they have ended."""
    return running.aclose


@dataclass
class Mail:
    """Both ends of the consumer: what is sent to it, and what became of it."""

    sqs: Any
    s3: Any
    queue_url: str
    bucket: str

    def send(self, body: str = BODY, email_id: str | None = None) -> str:
        """Puts a message on the queue; returns its email id."""
        email_id = email_id or str(uuid4())
        attribute = {"DataType": "String", "StringValue": email_id}
        self.sqs.send_message(QueueUrl=self.queue_url, MessageBody=body, MessageAttributes={"email_id": attribute})
        return email_id

    def objects(self) -> dict[str, str]:
        """The bodies in the bucket, by key."""
        keys = [one["Key"] for one in self.s3.list_objects_v2(Bucket=self.bucket).get("Contents", [])]
        return {key: self.object(key)["Body"].read().decode() for key in keys}

    def object(self, key: str) -> dict[str, Any]:
        return dict(self.s3.get_object(Bucket=self.bucket, Key=key))

    def gone(self) -> bool:
        """Whether the queue holds no message, seen or unseen."""
        # Hidden ones before and after: a message that becomes visible between two counts is in neither of them.
        hidden, visible = "ApproximateNumberOfMessagesNotVisible", "ApproximateNumberOfMessages"
        return all(self._count(name) == 0 for name in (hidden, visible, hidden))

    def _count(self, name: str) -> int:
        answer = self.sqs.get_queue_attributes(QueueUrl=self.queue_url, AttributeNames=[name])
        return int(answer["Attributes"][name])


@pytest.fixture
def mail(sqs: Any, s3: Any, queue_url: str, bucket: str) -> Mail:
    return Mail(sqs, s3, queue_url, bucket)


@pytest.fixture
def dead_letters(sqs: Any, queue_url: str) -> Callable[[], list[str]]:
    """The bodies that redrive has moved, after three receives each."""
    dead = sqs.create_queue(QueueName=f"dead-{uuid4()}")["QueueUrl"]
    arn = sqs.get_queue_attributes(QueueUrl=dead, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
    policy = json.dumps({"deadLetterTargetArn": arn, "maxReceiveCount": 3})
    sqs.set_queue_attributes(QueueUrl=queue_url, Attributes={"RedrivePolicy": policy})
    found: list[str] = []

    def receive() -> list[str]:
        found.extend(one["Body"] for one in sqs.receive_message(QueueUrl=dead).get("Messages", []))
        return found

    return receive
