"""A queue that must be there, by its name."""

from __future__ import annotations

from ansible_collections.amazon.aws.plugins.module_utils.modules import AnsibleAWSModule
from ansible_collections.sluice.aws.plugins.module_utils.clients import client


def existing_queue(module: AnsibleAWSModule, name: str) -> tuple[str, dict[str, str]]:
    """Its URL and its attributes; where there is none the module fails."""
    sqs = client(module, "sqs")
    try:
        url = sqs.get_queue_url(QueueName=name)["QueueUrl"]
        return url, sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["All"])["Attributes"]
    except sqs.exceptions.QueueDoesNotExist:
        module.fail_json(msg=f"There is no queue {name}: apply the estate first (ansible-playbook site.yml)")
        raise


def messages_in(attributes: dict[str, str]) -> int:
    """About how many it holds, those included that somebody is looking at."""
    return int(attributes["ApproximateNumberOfMessages"]) + int(attributes["ApproximateNumberOfMessagesNotVisible"])
