"""A workflow's scripts plan an estate for somebody to approve, and watch it for what was changed by hand."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.delivery.github import github_ctx

from .checkout import Checkout

MENDED = "~ change queue sluice-local-mail  visibility_timeout_seconds: 7 → 30"


@pytest.fixture(scope="module")
def drifted(estate: Checkout) -> Iterator[Checkout]:
    sqs = estate.client("sqs")
    queue = sqs.get_queue_url(QueueName="sluice-local-mail")["QueueUrl"]
    kept = sqs.get_queue_attributes(QueueUrl=queue, AttributeNames=["VisibilityTimeout"])["Attributes"]
    sqs.set_queue_attributes(QueueUrl=queue, Attributes={"VisibilityTimeout": "7"})
    yield estate
    sqs.set_queue_attributes(QueueUrl=queue, Attributes=kept)


def test_a_plan_is_told_on_its_pull_request_and_kept(drifted: Checkout, tmp_path: Path) -> None:
    with github_ctx() as github:
        told = github.environment(tmp_path, {"pull_request": {"number": 7}})
        done = drifted.run("ci/propose", "local", "--out", "plan.json", **told)
    assert done.returncode == 0, done.stdout
    assert [(each["issue"], MENDED in each["body"]) for each in github.comments.values()] == [(7, True)]
    assert (tmp_path / "github_output").read_text() == "changes=true\n"
    assert (drifted.root / "plan.json").stat().st_size


def test_a_drift_becomes_an_issue_and_fails_its_job(drifted: Checkout, tmp_path: Path) -> None:
    with github_ctx() as github:
        done = drifted.run("ci/drift", "local", **github.environment(tmp_path, {}))
    assert done.returncode == 2, done.stdout
    assert [MENDED in each["body"] for each in github.issues.values()] == [True]
