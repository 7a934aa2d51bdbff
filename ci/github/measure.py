"""`python -m ci.github.measure`: the duration and the outcome of a run of a workflow, as metrics of CloudWatch.

A job of a called workflow bears the caller's name of it before its own, `dev / deploy`; each of these is measured too,
as `Deploy / dev`. What is still under way is not: asked by a job of a called workflow, that are this one and the whole.
What was waited for reviewers is part of a duration.
"""

import os
import sys
from collections.abc import Iterator
from datetime import datetime
from itertools import groupby
from typing import Any

import boto3
from botocore.exceptions import BotoCoreError, ClientError

from ci.github.api import GitHubError, ended, listed

NAMESPACE = "Sluice/Delivery"
BETWEEN = " / "
# What a run ends in where one of its jobs does, the worst first; a skipped job is no part of it.
WORST = ("failure", "timed_out", "cancelled")

Job = dict[str, Any]


def main() -> int:
    try:
        run, attempt, workflow = (os.environ[f"GITHUB_{name}"] for name in ("RUN_ID", "RUN_ATTEMPT", "WORKFLOW"))
        listed_jobs = listed(f"actions/runs/{run}/attempts/{attempt}/jobs", "jobs")
        jobs = [job for job in listed_jobs if job["conclusion"] != "skipped"]
        metrics = [metric for name, part in _parts(workflow, jobs) for metric in _metrics(name, part)]
        if metrics:
            boto3.client("cloudwatch").put_metric_data(Namespace=NAMESPACE, MetricData=metrics)
    except GitHubError as error:
        return ended(error)
    except (BotoCoreError, ClientError) as error:
        print(f"✗ CloudWatch takes no metric: {error}", file=sys.stderr)
        return 1
    return 0


def _parts(workflow: str, jobs: list[Job]) -> Iterator[tuple[str, list[Job]]]:
    called = [job for job in jobs if BETWEEN in job["name"]]
    over = [job for job in jobs if _is_over(job)]
    if over and all(map(_is_over, called)):
        yield workflow, over
    for caller, grouped in groupby(sorted(called, key=_caller), key=_caller):
        part = list(grouped)
        if all(map(_is_over, part)):
            yield f"{workflow}{BETWEEN}{caller}", part


def _is_over(job: Job) -> bool:
    return bool(job["status"] == "completed")


def _caller(job: Job) -> str:
    return str(job["name"]).partition(BETWEEN)[0]


def _metrics(workflow: str, jobs: list[Job]) -> list[dict[str, Any]]:
    outcome = next((each for each in WORST if any(job["conclusion"] == each for job in jobs)), "success")
    began = min(datetime.fromisoformat(job["started_at"]) for job in jobs)
    over = max(datetime.fromisoformat(job["completed_at"]) for job in jobs)
    named = {"Workflow": workflow, "Outcome": outcome}
    of = {"Dimensions": [{"Name": name, "Value": value} for name, value in named.items()]}
    seconds = (over - began).total_seconds()
    print(f"{workflow}: {outcome} after {seconds:g} s")
    return [
        {"MetricName": "WorkflowRuns", "Value": 1, "Unit": "Count", **of},
        {"MetricName": "WorkflowDuration", "Value": seconds, "Unit": "Seconds", **of},
    ]


if __name__ == "__main__":
    sys.exit(main())
