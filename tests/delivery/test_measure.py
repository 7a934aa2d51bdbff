"""How long a run of a workflow took and how it ended is a metric, of the whole and of each workflow that it called."""

import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import boto3
import pytest

from .github import GitHub, github_ctx, job

ROOT = Path(__file__).parents[2]
AWS = {"AWS_ACCESS_KEY_ID": "key", "AWS_SECRET_ACCESS_KEY": "secret", "AWS_DEFAULT_REGION": "eu-central-1"}


@pytest.fixture
def github() -> Iterator[GitHub]:
    with github_ctx() as started:
        yield started


def measured(github: GitHub, folder: Path, embedded_aws: str, **changed: str) -> "subprocess.CompletedProcess[str]":
    told = {**github.environment(folder, {}), **AWS, "AWS_ENDPOINT_URL": embedded_aws, "GITHUB_WORKFLOW": folder.name}
    environment = {**told, "VENV": sys.prefix, "PATH": "/usr/bin:/bin", **changed}
    return subprocess.run(["ci/measure"], cwd=ROOT, env=environment, capture_output=True, text=True, check=False)


def kept(embedded_aws: str, workflow: str) -> dict[tuple[str, str, str], float]:
    """The value of each metric of the workflow and what it called, by metric, workflow and outcome."""
    watch = boto3.client(
        "cloudwatch",
        endpoint_url=embedded_aws,
        region_name="eu-central-1",
        aws_access_key_id="key",
        aws_secret_access_key="secret",
    )
    now = datetime.now(UTC)
    around = {"StartTime": now - timedelta(hours=1), "EndTime": now + timedelta(hours=1), "Period": 7200}
    found = {}
    for metric in watch.list_metrics(Namespace="Sluice/Delivery")["Metrics"]:
        of = {each["Name"]: each["Value"] for each in metric["Dimensions"]}
        if of["Workflow"].startswith(workflow):
            (point,) = watch.get_metric_statistics(**metric, **around, Statistics=["Sum"])["Datapoints"]
            part = of["Workflow"].removeprefix(workflow).removeprefix(" / ")
            found[metric["MetricName"], part, of["Outcome"]] = point["Sum"]
    return found


def test_a_run_is_measured_as_a_whole_and_by_the_workflows_that_it_called(
    github: GitHub, tmp_path: Path, embedded_aws: str
) -> None:
    github.jobs = [
        *[job(f"dev / test ({number})", 5, 6) for number in range(100)],  # more than a page
        job("dev / deploy", 6, 12),
        job("staging / verify", 12, 13),
        job("staging / deploy", 20, 42, "failure"),
        job("staging / late", 50, 50, "skipped"),
        job("prod", 42, 42, "skipped"),
        job("measure", 43, None, None),
    ]
    done = measured(github, tmp_path, embedded_aws)
    assert done.returncode == 0, done.stderr
    assert kept(embedded_aws, tmp_path.name) == {
        ("WorkflowRuns", "", "failure"): 1,
        ("WorkflowDuration", "", "failure"): 37 * 60,
        ("WorkflowRuns", "dev", "success"): 1,
        ("WorkflowDuration", "dev", "success"): 7 * 60,
        ("WorkflowRuns", "staging", "failure"): 1,
        ("WorkflowDuration", "staging", "failure"): 30 * 60,
    }
    assert f"{tmp_path.name} / staging: failure after 1800 s" in done.stdout


def test_what_is_under_way_is_not_measured(github: GitHub, tmp_path: Path, embedded_aws: str) -> None:
    github.jobs = [job("ci / lint", 1, 4), job("ci / gate", 4, 5), job("dev / dev / plan", 5, 6)]
    github.jobs += [job("dev / dev / deploy", 6, None, None)]
    assert measured(github, tmp_path, embedded_aws).returncode == 0
    assert kept(embedded_aws, tmp_path.name) == {
        ("WorkflowRuns", "ci", "success"): 1,
        ("WorkflowDuration", "ci", "success"): 4 * 60,
    }


@pytest.mark.parametrize(
    ("conclusions", "outcome"),
    [
        (["success", "success"], "success"),
        (["success", "cancelled"], "cancelled"),
        (["cancelled", "timed_out"], "timed_out"),
        (["timed_out", "failure", "cancelled"], "failure"),
    ],
)
def test_a_run_has_the_outcome_of_the_worst_of_its_jobs(
    github: GitHub, tmp_path: Path, embedded_aws: str, conclusions: list[str], outcome: str
) -> None:
    github.jobs = [job(f"job-{number}", 1, 2, each) for number, each in enumerate(conclusions)]
    assert measured(github, tmp_path, embedded_aws).returncode == 0
    assert kept(embedded_aws, tmp_path.name).keys() == {
        ("WorkflowRuns", "", outcome),
        ("WorkflowDuration", "", outcome),
    }


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"GITHUB_TOKEN": "of-another-run"}, "✗ GitHub answers 401 to GET actions/runs/7/attempts/2/jobs"),
        ({"AWS_ENDPOINT_URL": "http://127.0.0.1:1", "AWS_MAX_ATTEMPTS": "1"}, "✗ CloudWatch takes no metric: "),
    ],
)
def test_what_keeps_it_from_being_measured_is_told(
    github: GitHub, tmp_path: Path, embedded_aws: str, changed: dict[str, str], said: str
) -> None:
    github.jobs = [job("deploy", 1, 2)]
    done = measured(github, tmp_path, embedded_aws, **changed)
    assert done.returncode == 1
    assert done.stderr.startswith(said)
