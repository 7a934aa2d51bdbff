"""A queue with a dead-letter queue."""

from ..kind import POLICY, TAGS, Act, Api, Kind


def queue_url(api: Api) -> str:
    return str(api("sqs").get_queue_url(QueueName="mail")["QueueUrl"])


def attribute(name: str, value: str) -> Act:
    return lambda api: api("sqs").set_queue_attributes(QueueUrl=queue_url(api), Attributes={name: value})


KIND = Kind(
    "queue",
    "queues",
    {
        "name": "mail",
        "visibility_timeout_seconds": 60,
        "dead_letter_queue": "mail-dead",
        "max_receive_count": 10,
        "redrive_sources": ["other"],
        "policy": POLICY,
        "tags": TAGS,
    },
    {
        "visibility_timeout_seconds": attribute("VisibilityTimeout", "7"),
        "message_retention_seconds": attribute("MessageRetentionPeriod", "60"),
        "receive_wait_seconds": attribute("ReceiveMessageWaitTimeSeconds", "20"),
        "managed_encryption": attribute("SqsManagedSseEnabled", "false"),
        "policy": attribute("Policy", '{"Version": "2012-10-17", "Statement": []}'),
        "tags.Stray": lambda api: api("sqs").tag_queue(QueueUrl=queue_url(api), Tags={"Stray": "1"}),
    },
    neighbours=lambda api: api("sqs").create_queue(QueueName="mail-dead"),
)
