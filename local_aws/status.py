"""`make status`: what runs on this machine, where its mail is, and what became of it."""

import argparse
import sys
import time
from pathlib import Path

from botocore.exceptions import BotoCoreError, ClientError

from local_aws import control, numbers, outputs
from local_aws.outputs import NotThereError, Outputs
from local_aws.state import State

ROOT = Path(__file__).resolve().parents[1]
NEWEST = 5
DEPTHS = {"waiting": "ApproximateNumberOfMessages", "in hand": "ApproximateNumberOfMessagesNotVisible"}


CLEAR = "\033[H\033[2J"


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m local_aws.status", description=__doc__)
    parser.add_argument("--every", type=float, metavar="SECONDS", help="tell it again and again, until Ctrl-C")
    every = parser.parse_args().every
    try:
        while (status := _once(CLEAR if every else "")) == 0 and every:
            time.sleep(every)
    except KeyboardInterrupt:
        return 0
    return status


def _once(before: str) -> int:
    running = control.find(ROOT)
    if not running:
        print("✗ nothing runs: make demo starts it", file=sys.stderr)
        return 1
    try:
        offered = outputs.read(running)
        print(before, end="")
        _tell(running, offered)
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
    print("mail, since the tasks started")
    for line in _counted([*offered["producer_task_urls"], *offered["consumer_task_urls"]]):
        print(f"  {line}")
    print("alarms")
    for line in _alarms(running):
        print(f"  {line}")
    print(f"newest objects in s3://{offered['bucket']}")
    for line in _newest(running, offered["bucket"]):
        print(f"  {line}")


def _depths(running: State, url: str) -> str:
    sqs = outputs.client(running, "sqs")
    attributes = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=list(DEPTHS.values()))["Attributes"]
    return ", ".join(f"{attributes[attribute]} {name}" for name, attribute in DEPTHS.items())


def _counted(task_urls: list[str]) -> list[str]:
    """The numbers of the dashboard "mail flow"."""
    total = numbers.counted(task_urls)
    answered, left = numbers.of(total, "sluice_requests_total"), numbers.of(total, "sluice_messages_left_total")
    rows = {
        "accepted": f"{answered.pop('accepted', 0):.0f}",
        "declined": _by_reason(answered),
        "pending": f"{total['sluice_pending_emails']:.0f}",
        "archived": f"{total['sluice_emails_archived_total']:.0f}",
        "archived before": f"{total['sluice_duplicates_total']:.0f}",
        "left on the queue": _by_reason(left),
        "sent to archived": _mean(total, "sluice_queue_delay_seconds"),
        "time to answer": _mean(total, "sluice_request_duration_seconds"),
    }
    return [f"{name:<20} {value}" for name, value in rows.items()]


def _by_reason(counted: dict[str, float]) -> str:
    parts = [f"{value:.0f} {reason}" for reason, value in sorted(counted.items())]
    return ", ".join(parts) or "0"


def _mean(total: numbers.Counted, histogram: str) -> str:
    count = total[f"{histogram}_count"]
    return f"{total[f'{histogram}_sum'] / count:.3f} s on average" if count else "-"


def _alarms(running: State) -> list[str]:
    alarms = outputs.client(running, "cloudwatch").describe_alarms()["MetricAlarms"]
    # Those that scale are of AWS, whose names tell nobody anything; no metric comes in here, so that none can fire.
    ours = [alarm for alarm in alarms if not alarm["AlarmName"].startswith("TargetTracking-")]
    firing = [f"{alarm['AlarmName']}: {alarm['AlarmDescription']}" for alarm in ours if alarm["StateValue"] == "ALARM"]
    return firing or [f"none of {len(ours)} fires"]


def _newest(running: State, bucket: str) -> list[str]:
    pages = outputs.client(running, "s3").get_paginator("list_objects_v2").paginate(Bucket=bucket)
    objects = [stored for page in pages for stored in page.get("Contents", [])]
    newest = sorted(objects, key=lambda stored: stored["LastModified"], reverse=True)[:NEWEST]
    return [f"{stored['LastModified']:%Y-%m-%d %H:%M:%S}  {stored['Key']}" for stored in newest] or ["none"]


if __name__ == "__main__":
    sys.exit(main())
