#!/usr/bin/python
"""SQS queues with their dead-letter queues, as a list."""

from __future__ import annotations

DOCUMENTATION = r"""
module: queue
short_description: SQS queues, redrive and redrive-allow policy included
description:
  - Brings a list of standard queues to the wanted state, in the order of the list.
  - Managed encryption (SSE-SQS) is always on.
  - Exists since C(community.aws.sqs_queue) knows neither RedriveAllowPolicy nor SSE-SQS and returns no URL on the
    run that creates a queue.
options:
  queues:
    description: The queues; a dead-letter queue stands before the queue that refers to it.
    type: list
    elements: dict
    required: true
    suboptions:
      name: {description: The queue's name., type: str, required: true}
      visibility_timeout_seconds: {description: How long a received message stays hidden., type: int, default: 30}
      message_retention_seconds: {description: How long a message is kept., type: int, default: 345600}
      receive_wait_seconds: {description: How long an empty receive waits., type: int, default: 0}
      maximum_message_bytes: {description: The largest message that it takes., type: int, default: 1048576}
      dead_letter_queue: {description: Name of the queue that takes what failed too often., type: str}
      max_receive_count: {description: Receives after which a message has failed too often., type: int, default: 10}
      redrive_sources: {description: The only queues that may use this one so., type: list, elements: str}
      policy: {description: The resource policy., type: dict}
      tags: {description: Tags of the queue., type: dict, default: {}}
extends_documentation_fragment:
  - sluice.aws.resource
  - amazon.aws.common.modules
  - amazon.aws.region.modules
  - amazon.aws.boto3
"""

EXAMPLES = r"""
- name: The mail queue and its dead-letter queue are there
  sluice.aws.queue:
    queues:
      - {name: mail-dead, message_retention_seconds: 1209600, redrive_sources: [mail]}
      - {name: mail, dead_letter_queue: mail-dead, max_receive_count: 10}
"""

RETURN = r"""
changes:
  description: One entry for each queue that was changed or would be.
  type: list
  elements: dict
  returned: always
"""

import json

from ansible_collections.amazon.aws.plugins.module_utils.botocore import is_boto3_error_code
from ansible_collections.sluice.aws.plugins.module_utils import policies
from ansible_collections.sluice.aws.plugins.module_utils.resource import Resource, State, run
from ansible_collections.sluice.aws.plugins.module_utils.surrender import is_surrendered, way_on
from ansible_collections.sluice.aws.plugins.module_utils.waiting import until

PLAIN = {
    "visibility_timeout_seconds": "VisibilityTimeout",
    "message_retention_seconds": "MessageRetentionPeriod",
    "receive_wait_seconds": "ReceiveMessageWaitTimeSeconds",
    "maximum_message_bytes": "MaximumMessageSize",
}

HELD = ("ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible", "ApproximateNumberOfMessagesDelayed")
# Amazon SQS API Reference, DeleteQueue: a name can be had again after 60 s; the rest is for clocks that differ.
NAME_IS_FREE_WITHIN_SECONDS = 90
# By its name in the JSON protocol, and as botocore tells it since it heeds the older name in a header.
DELETED_RECENTLY = ["QueueDeletedRecently", "AWS.SimpleQueueService.QueueDeletedRecently"]


class Queue(Resource):
    service = "sqs"
    kind = "queue"
    option = "queues"
    holds_data = True
    told = ("message_retention_seconds",)

    def wanted(self, item: State) -> State:
        sources = item["redrive_sources"]
        return {
            **item,
            "managed_encryption": True,
            "redrive_sources": sorted(sources) if sources else None,
            "policy": policies.readable(item["policy"]),
        }

    def read(self, want: State) -> State | None:
        try:
            url = self.client.get_queue_url(QueueName=want["name"])["QueueUrl"]
            attributes = self.client.get_queue_attributes(QueueUrl=url, AttributeNames=["All"])["Attributes"]
        except self.client.exceptions.QueueDoesNotExist:
            return None
        redrive = json.loads(attributes.get("RedrivePolicy") or "{}")
        allow = json.loads(attributes.get("RedriveAllowPolicy") or "{}")
        return {
            "name": want["name"],
            "url": url,
            "arn": attributes["QueueArn"],
            "held": sum(int(attributes.get(each, 0)) for each in HELD),
            **{field: int(attributes[attribute]) for field, attribute in PLAIN.items()},
            "managed_encryption": attributes.get("SqsManagedSseEnabled") == "true",
            "dead_letter_queue": _last(redrive.get("deadLetterTargetArn", "")) or None,
            "max_receive_count": int(redrive["maxReceiveCount"]) if redrive else want["max_receive_count"],
            "redrive_sources": sorted(_last(arn) for arn in allow.get("sourceQueueArns", [])) or None,
            "policy": policies.readable(json.loads(attributes.get("Policy") or "{}")),
            "tags": self.client.list_queue_tags(QueueUrl=url).get("Tags", {}),
        }

    def create(self, want: State) -> None:
        until(lambda: self._is_made(want), NAME_IS_FREE_WITHIN_SECONDS, lambda: "its name is not free yet")
        url = self.client.get_queue_url(QueueName=want["name"])["QueueUrl"]
        # What names ARNs is set once the queue has one.
        attributes = self.client.get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])["Attributes"]
        self._set(want, url, attributes["QueueArn"])

    def update(self, want: State, have: State) -> None:
        self._set(want, have["url"], have["arn"])
        gone = [tag for tag in have["tags"] if tag not in want["tags"]]
        if gone:
            self.client.untag_queue(QueueUrl=have["url"], TagKeys=gone)
        if want["tags"]:
            self.client.tag_queue(QueueUrl=have["url"], Tags=want["tags"])

    def delete(self, have: State) -> None:
        self.client.delete_queue(QueueUrl=have["url"])

    def stays(self, have: State) -> str | None:
        if not have["held"] or is_surrendered(self.module, have["name"]):
            return None
        return f"it holds about {have['held']} messages; {way_on(have['name'])}"

    def _is_made(self, want: State) -> bool:
        attributes = {attribute: str(want[field]) for field, attribute in PLAIN.items()}
        try:
            self.client.create_queue(QueueName=want["name"], Attributes=attributes, tags=want["tags"])
        except is_boto3_error_code(DELETED_RECENTLY):
            return False
        return True

    def _set(self, want: State, url: str, arn: str) -> None:
        prefix = arn.rsplit(":", 1)[0]
        attributes = {attribute: str(want[field]) for field, attribute in PLAIN.items()}
        attributes["SqsManagedSseEnabled"] = "true"
        if want["dead_letter_queue"]:
            attributes["RedrivePolicy"] = json.dumps(
                {
                    "deadLetterTargetArn": f"{prefix}:{want['dead_letter_queue']}",
                    "maxReceiveCount": want["max_receive_count"],
                }
            )
        if want["redrive_sources"]:
            sources = [f"{prefix}:{name}" for name in want["redrive_sources"]]
            attributes["RedriveAllowPolicy"] = json.dumps({"redrivePermission": "byQueue", "sourceQueueArns": sources})
        if want["policy"]:
            attributes["Policy"] = json.dumps(policies.document(want["policy"]))
        self.client.set_queue_attributes(QueueUrl=url, Attributes=attributes)


def _last(arn: str) -> str:
    return arn.rsplit(":", 1)[-1]


def main() -> None:
    run(Queue, DOCUMENTATION)


if __name__ == "__main__":
    main()
