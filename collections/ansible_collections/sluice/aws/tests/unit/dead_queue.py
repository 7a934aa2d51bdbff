"""A queue whose messages have failed, its dead-letter queue, and the bucket that their emails are archived in."""

import json
from dataclasses import dataclass
from hashlib import sha256
from typing import Any
from uuid import uuid4

from .kind import Api

BODY = '{"email_subject":"between us"}'


@dataclass
class DeadQueue:
    api: Api
    source: str
    name: str
    bucket: str

    def url(self, name: str) -> str:
        return str(self.api("sqs").get_queue_url(QueueName=name)["QueueUrl"])

    def arn(self) -> str:
        attributes = self.api("sqs").get_queue_attributes(QueueUrl=self.url(self.name), AttributeNames=["QueueArn"])
        return str(attributes["Attributes"]["QueueArn"])

    def send(self, body: str = BODY, email_id: str | None = None) -> str:
        """Puts a message there; returns its id."""
        given = {"email_id": {"DataType": "String", "StringValue": email_id}} if email_id else {}
        sent = self.api("sqs").send_message(QueueUrl=self.url(self.name), MessageBody=body, MessageAttributes=given)
        return str(sent["MessageId"])

    def archive(self, email_id: str, body: str = BODY) -> None:
        self.api("s3").put_object(
            Bucket=self.bucket,
            Key=f"emails/{email_id}.json",
            Body=body.encode(),
            Metadata={"sha256": sha256(body.encode()).hexdigest()},
        )

    def visible(self, name: str) -> list[dict[str, Any]]:
        """What a consumer of the queue would get."""
        received = self.api("sqs").receive_message(
            QueueUrl=self.url(name),
            MaxNumberOfMessages=10,
            WaitTimeSeconds=1,
            VisibilityTimeout=0,
            MessageSystemAttributeNames=["All"],
        )
        return list(received.get("Messages", []))


def dead_queue(api: Api) -> DeadQueue:
    source, bucket = f"mail-{uuid4()}", f"mail-{uuid4()}"
    region = api("s3").meta.region_name
    api("s3").create_bucket(Bucket=bucket, CreateBucketConfiguration={"LocationConstraint": region})
    queue = DeadQueue(api, source, f"{source}-dead", bucket)
    api("sqs").create_queue(QueueName=queue.name)
    policy = json.dumps({"deadLetterTargetArn": queue.arn(), "maxReceiveCount": 10})
    api("sqs").create_queue(QueueName=source, Attributes={"RedrivePolicy": policy})
    return queue
