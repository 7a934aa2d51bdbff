"""What the services work on: queue, dead-letter queue, bucket and token, reached without a fault between."""

import asyncio
import json
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import boto3
from botocore.config import Config

from tests.soak.direct import Direct
from tests.soak.kept import Object

CREDENTIALS = {"AWS_ACCESS_KEY_ID": "testing", "AWS_SECRET_ACCESS_KEY": "testing", "AWS_REGION": "eu-central-1"}
MOST_RECEIVES = 10  # as the estate's queue
READERS = 8


@dataclass(frozen=True)
class Estate:
    sqs: Any
    s3: Any
    queue_url: str
    dead_letter_url: str
    bucket: str = "mail"
    token_parameter: str = "/sluice/soak/token"

    async def send(self, direct: Direct) -> None:
        attributes = {"email_id": {"DataType": "String", "StringValue": direct.email_id}} if direct.email_id else {}
        answer = await asyncio.to_thread(
            self.sqs.send_message, QueueUrl=self.queue_url, MessageBody=direct.body, MessageAttributes=attributes
        )
        direct.message_id = answer["MessageId"]

    async def depth(self) -> int:
        """Messages on the queue, seen and unseen."""
        return await asyncio.to_thread(self._depth)

    async def objects(self) -> list[Object]:
        return await asyncio.to_thread(self._objects)

    async def dead_letters(self) -> list[str]:
        """Their bodies."""
        return await asyncio.to_thread(self._dead_letters)

    def _depth(self) -> int:
        # Hidden ones before and after: a message that becomes visible between two counts is in neither of them.
        hidden, visible = "ApproximateNumberOfMessagesNotVisible", "ApproximateNumberOfMessages"
        before, seen, after = (self._count(name) for name in (hidden, visible, hidden))
        return seen + max(before, after)

    def _count(self, name: str) -> int:
        answer = self.sqs.get_queue_attributes(QueueUrl=self.queue_url, AttributeNames=[name])
        return int(answer["Attributes"][name])

    def _objects(self) -> list[Object]:
        pages = self.s3.get_paginator("list_objects_v2").paginate(Bucket=self.bucket)
        keys = [one["Key"] for page in pages for one in page.get("Contents", [])]
        with ThreadPoolExecutor(READERS) as readers:
            return list(readers.map(self._object, keys))

    def _object(self, key: str) -> Object:
        answer = self.s3.get_object(Bucket=self.bucket, Key=key)
        return Object(key, answer["Body"].read(), answer["ContentType"], answer["Metadata"])

    def _dead_letters(self) -> list[str]:
        return [message["Body"] for batch in self._received() for message in batch]

    def _received(self) -> Iterable[list[dict[str, Any]]]:
        while batch := self.sqs.receive_message(
            QueueUrl=self.dead_letter_url, MaxNumberOfMessages=10, VisibilityTimeout=43_200
        ).get("Messages"):
            yield batch


def estate_at(url: str, visibility_seconds: int) -> Estate:
    """Makes it in an empty AWS."""

    def client(service: str) -> Any:
        return boto3.client(
            service,
            endpoint_url=url,
            region_name=CREDENTIALS["AWS_REGION"],
            aws_access_key_id=CREDENTIALS["AWS_ACCESS_KEY_ID"],
            aws_secret_access_key=CREDENTIALS["AWS_SECRET_ACCESS_KEY"],
            config=Config(proxies={}, max_pool_connections=READERS, retries={"total_max_attempts": 3}),
        )

    sqs, s3 = client("sqs"), client("s3")
    dead = sqs.create_queue(QueueName="mail-dead")["QueueUrl"]
    arn = sqs.get_queue_attributes(QueueUrl=dead, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
    redrive = json.dumps({"deadLetterTargetArn": arn, "maxReceiveCount": MOST_RECEIVES})
    attributes = {"VisibilityTimeout": str(visibility_seconds), "RedrivePolicy": redrive}
    queue = sqs.create_queue(QueueName="mail", Attributes=attributes)["QueueUrl"]
    estate = Estate(sqs, s3, queue, dead)
    s3.create_bucket(Bucket=estate.bucket, CreateBucketConfiguration={"LocationConstraint": CREDENTIALS["AWS_REGION"]})
    client("ssm").put_parameter(Name=estate.token_parameter, Value="right", Type="SecureString")
    return estate
