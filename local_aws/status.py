"""`make status`: what runs on this machine, where its mail is, and what became of it."""

import argparse
import sys
import time
from pathlib import Path

from botocore.exceptions import BotoCoreError, ClientError
from rich import box
from rich.console import Console, Group
from rich.live import Live
from rich.table import Table

from local_aws import control, numbers, outputs
from local_aws.outputs import NotThereError
from local_aws.state import State, TaskState

ROOT = Path(__file__).resolve().parents[1]
NEWEST = 5
DEPTHS = {"waiting": "ApproximateNumberOfMessages", "in hand": "ApproximateNumberOfMessagesNotVisible"}


Row = tuple[str, ...]


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m local_aws.status", description=__doc__)
    parser.add_argument("--every", type=float, metavar="SECONDS", help="tell it again and again, until Ctrl-C")
    every = parser.parse_args().every
    try:
        if not every:
            Console(soft_wrap=True).print(_tables())
            return 0
        with Live(auto_refresh=False, screen=sys.stdout.isatty()) as live:
            while True:
                live.update(_tables(), refresh=True)
                time.sleep(every)
    except KeyboardInterrupt:
        return 0
    except NotThereError as error:
        print(f"✗ {error}", file=sys.stderr)
    except (BotoCoreError, ClientError) as error:
        print(f"✗ the estate is not whole: {error}", file=sys.stderr)
    return 1


def _tables() -> Group:
    running = control.find(ROOT)
    if not running:
        raise NotThereError("nothing runs: make demo starts it")
    offered = outputs.read(running)
    endpoints: list[Row] = [
        ("producer", offered["producer_url"]),
        ("consumer", offered["consumer_health_url"]),
        ("AWS", offered["aws_endpoint_url"]),
    ]
    tasks = offered["producer_task_urls"] + offered["consumer_task_urls"]
    queues = (("mail", offered["queue_url"]), ("dead letters", offered["dead_letter_queue_url"]))
    return Group(
        _table("endpoints", endpoints),
        _table("tasks", [_task(task) for task in running["tasks"]]),
        _table("queues", [_depths(running, *queue) for queue in queues]),
        _table("mail, since the tasks started", _counted(tasks)),
        _table("alarms", _alarms(running)),
        _table(f"newest objects in s3://{offered['bucket']}", _newest(running, offered["bucket"])),
    )


def _table(title: str, rows: list[Row]) -> Table:
    table = Table(title=title, title_justify="left", title_style="bold", show_header=False, box=box.SIMPLE)
    for row in rows:
        table.add_row(*row)
    return table


def _task(task: TaskState) -> Row:
    return task["service"], task["health"], task["url"], f"since {task['started_at'][:19].replace('T', ' ')}"


def _depths(running: State, name: str, url: str) -> Row:
    sqs = outputs.client(running, "sqs")
    attributes = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=list(DEPTHS.values()))["Attributes"]
    return name, *(f"{attributes[attribute]} {what}" for what, attribute in DEPTHS.items())


def _counted(task_urls: list[str]) -> list[Row]:
    """The numbers of the dashboard "mail flow"."""
    total = numbers.counted(task_urls)
    answered, left = numbers.of(total, "sluice_requests_total"), numbers.of(total, "sluice_messages_left_total")
    return [
        ("accepted", f"{answered.pop('accepted', 0):.0f}"),
        ("declined", _by_reason(answered)),
        ("pending", f"{total['sluice_pending_emails']:.0f}"),
        ("archived", f"{total['sluice_emails_archived_total']:.0f}"),
        ("archived before", f"{total['sluice_duplicates_total']:.0f}"),
        ("left on the queue", _by_reason(left)),
        ("sent to archived", _mean(total, "sluice_queue_delay_seconds")),
        ("time to answer", _mean(total, "sluice_request_duration_seconds")),
    ]


def _by_reason(counted: dict[str, float]) -> str:
    parts = [f"{value:.0f} {reason}" for reason, value in sorted(counted.items())]
    return ", ".join(parts) or "0"


def _mean(total: numbers.Counted, histogram: str) -> str:
    count = total[f"{histogram}_count"]
    return f"{total[f'{histogram}_sum'] / count:.3f} s on average" if count else "-"


def _alarms(running: State) -> list[Row]:
    alarms = outputs.client(running, "cloudwatch").describe_alarms()["MetricAlarms"]
    # Those that scale are of AWS, whose names tell nobody anything; no metric comes in here, so that none can fire.
    ours = [alarm for alarm in alarms if not alarm["AlarmName"].startswith("TargetTracking-")]
    firing: list[Row] = [
        (alarm["AlarmName"], alarm["AlarmDescription"]) for alarm in ours if alarm["StateValue"] == "ALARM"
    ]
    return firing or [(f"none of {len(ours)} fires",)]


def _newest(running: State, bucket: str) -> list[Row]:
    pages = outputs.client(running, "s3").get_paginator("list_objects_v2").paginate(Bucket=bucket)
    objects = [stored for page in pages for stored in page.get("Contents", [])]
    newest = sorted(objects, key=lambda stored: stored["LastModified"], reverse=True)[:NEWEST]
    rows: list[Row] = [(f"{stored['LastModified']:%Y-%m-%d %H:%M:%S}", stored["Key"]) for stored in newest]
    return rows or [("none",)]


if __name__ == "__main__":
    sys.exit(main())
