"""`make status`: what runs on this machine and where its mail is."""

import sys
from pathlib import Path

from botocore.exceptions import BotoCoreError, ClientError

from local_aws import control, outputs
from local_aws.outputs import NotThereError, Outputs
from local_aws.state import State

ROOT = Path(__file__).resolve().parents[1]
NEWEST = 5
DEPTHS = {"waiting": "ApproximateNumberOfMessages", "in hand": "ApproximateNumberOfMessagesNotVisible"}


def main() -> int:
    running = control.find(ROOT)
    if not running:
        print("✗ nothing runs: make demo starts it", file=sys.stderr)
        return 1
    try:
        _tell(running, outputs.read(running))
    except (NotThereError, BotoCoreError, ClientError) as error:
        print(f"✗ the estate is not whole: {error}", file=sys.stderr)
        return 1
    return 0


def _tell(running: State, offered: Outputs) -> None:
    print("endpoints")
    for name in ("producer_url", "consumer_health_url", "aws_endpoint_url"):
        print(f"  {name:<20} {offered[name]}")
    print("tasks")
    for task in running["tasks"]:
        print(f"  {task['service']:<20} {task['health']:<10} {task['url']}  since {task['started_at']}")
    print("queues")
    for name, url in (("mail", offered["queue_url"]), ("dead letters", offered["dead_letter_queue_url"])):
        print(f"  {name:<20} {_depths(running, url)}")
    print(f"newest objects in s3://{offered['bucket']}")
    for line in _newest(running, offered["bucket"]):
        print(f"  {line}")


def _depths(running: State, url: str) -> str:
    sqs = outputs.client(running, "sqs")
    attributes = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=list(DEPTHS.values()))["Attributes"]
    return ", ".join(f"{attributes[attribute]} {name}" for name, attribute in DEPTHS.items())


def _newest(running: State, bucket: str) -> list[str]:
    pages = outputs.client(running, "s3").get_paginator("list_objects_v2").paginate(Bucket=bucket)
    objects = [stored for page in pages for stored in page.get("Contents", [])]
    newest = sorted(objects, key=lambda stored: stored["LastModified"], reverse=True)[:NEWEST]
    return [f"{stored['LastModified']:%Y-%m-%d %H:%M:%S}  {stored['Key']}" for stored in newest] or ["none"]


if __name__ == "__main__":
    sys.exit(main())
