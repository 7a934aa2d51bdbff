"""The message move tasks of a queue, as SQS lists them."""

from __future__ import annotations

from typing import Any

from ansible_collections.amazon.aws.plugins.module_utils.modules import AnsibleAWSModule
from ansible_collections.sluice.aws.plugins.module_utils.clients import client

RUNNING = ("RUNNING", "CANCELLING")


def newest_task(module: AnsibleAWSModule, arn: str) -> dict[str, Any] | None:
    tasks = client(module, "sqs").list_message_move_tasks(SourceArn=arn, MaxResults=1).get("Results", [])
    if not tasks:
        return None
    task = tasks[0]
    return {
        "status": task["Status"],
        "moved": task.get("ApproximateNumberOfMessagesMoved", 0),
        "to_move": task.get("ApproximateNumberOfMessagesToMove", 0),
        "started": task["StartedTimestamp"],
        "failure": task.get("FailureReason"),
    }
