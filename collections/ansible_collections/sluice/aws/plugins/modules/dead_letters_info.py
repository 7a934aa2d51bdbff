#!/usr/bin/python
"""What is in a dead-letter queue, and why."""

from __future__ import annotations

DOCUMENTATION = r"""
module: dead_letters_info
short_description: Tells what is in a dead-letter queue, and why
description:
  - SQS keeps no reason for a dead letter, so it is derived from the message and from the object of its email.
  - V(not_json) is a body that is no JSON object. V(conflict) is one whose object exists with another content.
    V(archived) is one whose object exists with the same content, so that only its deletion failed. V(not_archived)
    is one without an object, since S3 refused it or the consumer died.
  - Looking changes nothing that lasts but one thing. SQS shows a message only by a receive, so each look raises
    the receive count by one. Nothing follows from that as long as the dead-letter queue has none of its own.
  - What is looked at is hidden from others until the module has ended, at most for a minute.
options:
  queue: {description: Name of the dead-letter queue., type: str, required: true}
  bucket: {description: The bucket that the emails are archived in., type: str, required: true}
  prefix: {description: What the keys of the emails begin with., type: str, default: emails/}
  limit:
    description:
      - How many messages are looked at, from 1 to 1000.
      - At 1000 it takes 100 receives, which must end within the minute that the messages are hidden.
    type: int
    default: 100
  show_content:
    description: Whether the bodies are returned too, which are personal data.
    type: bool
    default: false
author: [Sluice maintainers]
extends_documentation_fragment:
  - amazon.aws.common.modules
  - amazon.aws.region.modules
  - amazon.aws.boto3
"""

EXAMPLES = r"""
- name: Look into the dead-letter queue
  sluice.aws.dead_letters_info:
    queue: sluice-dev-mail-dead
    bucket: sluice-dev-mail
"""

RETURN = r"""
total: {description: About how many messages the queue holds., type: int, returned: always}
foreign: {description: How many of those looked at have no email id of ours., type: int, returned: always}
reasons: {description: How many of those looked at have each reason., type: dict, returned: always}
messages:
  description:
    - Those that were looked at, the oldest first, each with C(message_id), C(email_id), C(foreign), C(reason),
      C(sent), C(receives) (this look included), C(bytes) and, only where asked for, C(content).
  type: list
  elements: dict
  returned: always
"""

from collections import Counter
from dataclasses import asdict
from typing import Any

from ansible_collections.amazon.aws.plugins.module_utils.modules import AnsibleAWSModule
from ansible_collections.sluice.aws.plugins.module_utils.arguments import argument_spec
from ansible_collections.sluice.aws.plugins.module_utils.clients import client
from ansible_collections.sluice.aws.plugins.module_utils.dead_letter import DeadLetter, dead_letter
from ansible_collections.sluice.aws.plugins.module_utils.queues import existing_queue, messages_in
from botocore.exceptions import BotoCoreError, ClientError

BATCH = 10  # entries of one call, the limit of SQS
LOOK_SECONDS = 60  # of being hidden: what 1000 messages take, and what a look that dies costs the next one
MOST = 1000
WAIT_SECONDS = 1  # a long poll asks all servers of SQS, so that an empty answer means an empty queue


def main() -> None:
    module = AnsibleAWSModule(argument_spec=argument_spec(DOCUMENTATION), supports_check_mode=True)
    limit, name = module.params["limit"], module.params["queue"]
    if not 1 <= limit <= MOST:
        module.fail_json(msg=f"The limit is {limit}, and must be from 1 to {MOST}")
    try:
        url, attributes = existing_queue(module, name)
        letters = sorted(_look(module, url, limit), key=lambda letter: letter.sent)
        messages = [_told(module, letter) for letter in letters]
    except (BotoCoreError, ClientError) as error:
        module.fail_json_aws(
            error, msg=f"The dead letters of {name} cannot be told; all are seen again within {LOOK_SECONDS} s"
        )
    module.exit_json(
        changed=False,
        queue=name,
        total=max(messages_in(attributes), len(messages)),
        foreign=sum(message["foreign"] for message in messages),
        reasons=dict(Counter(message["reason"] for message in messages)),
        messages=messages,
    )


def _look(module: AnsibleAWSModule, url: str, limit: int) -> list[DeadLetter]:
    """Receives up to `limit` messages, each once, and makes them visible again."""
    letters: dict[str, DeadLetter] = {}
    receipts: list[str] = []
    try:
        while len(letters) < limit:
            messages = client(module, "sqs").receive_message(
                QueueUrl=url,
                MaxNumberOfMessages=min(BATCH, limit - len(letters)),
                VisibilityTimeout=LOOK_SECONDS,
                WaitTimeSeconds=WAIT_SECONDS,
                MessageAttributeNames=["email_id"],
                MessageSystemAttributeNames=["ApproximateReceiveCount", "SentTimestamp"],
            )
            received = messages.get("Messages", [])
            receipts += [message["ReceiptHandle"] for message in received]
            new = [message for message in received if message["MessageId"] not in letters]
            if not new:
                break
            for message in new:
                letters[message["MessageId"]] = dead_letter(message, with_content=module.params["show_content"])
    finally:
        _show_again(module, url, receipts)
    return list(letters.values())


def _show_again(module: AnsibleAWSModule, url: str, receipts: list[str]) -> None:
    for first in range(0, len(receipts), BATCH):
        batch = receipts[first : first + BATCH]
        # An entry that fails is of a message that is gone, or visible already.
        client(module, "sqs").change_message_visibility_batch(
            QueueUrl=url,
            Entries=[
                {"Id": str(number), "ReceiptHandle": receipt, "VisibilityTimeout": 0}
                for number, receipt in enumerate(batch)
            ],
        )


def _told(module: AnsibleAWSModule, letter: DeadLetter) -> dict[str, Any]:
    told = {key: value for key, value in asdict(letter).items() if key not in ("json_object", "sha256", "content")}
    content = {"content": letter.content} if module.params["show_content"] else {}
    return {**told, **content, "reason": _reason(module, letter)}


def _reason(module: AnsibleAWSModule, letter: DeadLetter) -> str:
    if not letter.json_object:
        return "not_json"
    key = f"{module.params['prefix']}{letter.email_id}.json"
    try:
        kept = client(module, "s3").head_object(Bucket=module.params["bucket"], Key=key)["Metadata"]
    except ClientError as error:
        if error.response["Error"]["Code"] == "404":
            return "not_archived"
        raise
    return "archived" if kept.get("sha256") == letter.sha256 else "conflict"


if __name__ == "__main__":
    main()
