"""What a workflow says on GitHub of a plan, by the scripts that it calls and with the arguments that it gives them."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.delivery.github import GitHub, github_ctx

from .checkout import Checkout

PULL_REQUEST = {"pull_request": {"number": 7}}


@pytest.fixture
def github() -> Iterator[GitHub]:
    with github_ctx() as started:
        yield started


@pytest.fixture
def drifted(estate: Checkout) -> Iterator[None]:
    sqs = estate.client("sqs")
    queue = sqs.get_queue_url(QueueName="sluice-local-mail")["QueueUrl"]
    kept = sqs.get_queue_attributes(QueueUrl=queue, AttributeNames=["VisibilityTimeout"])["Attributes"]
    sqs.set_queue_attributes(QueueUrl=queue, Attributes={"VisibilityTimeout": "7"})
    yield
    sqs.set_queue_attributes(QueueUrl=queue, Attributes=kept)


def said(folder: Path, name: str) -> str:
    return (folder / name).read_text()


def run(estate: Checkout, script: str, environment: dict[str, str], *arguments: str) -> int:
    return estate.run(script, "local", *arguments, **environment).returncode


@pytest.mark.usefixtures("drifted")
def test_a_plan_is_a_comment_of_its_pull_request_and_a_later_one_takes_its_place(
    estate: Checkout, github: GitHub, tmp_path: Path
) -> None:
    github.answer("POST", "/issues/7/comments", {"body": "Looks good"})
    told = github.environment(tmp_path, PULL_REQUEST)
    assert [run(estate, "ci/propose", told) for _ in range(2)] == [0, 0]
    _, comment = github.comments.values()
    assert comment["issue"] == 7
    assert "### Plan of local: changes" in comment["body"]
    assert "~ change queue sluice-local-mail  visibility_timeout_seconds: 7 → 30" in comment["body"]
    assert said(tmp_path, "github_output") == "changes=true\n" * 2


def test_on_main_a_plan_is_told_in_the_summary_and_kept(estate: Checkout, github: GitHub, tmp_path: Path) -> None:
    assert run(estate, "ci/propose", github.environment(tmp_path, {}), "--out", "plan.json") == 0
    assert "### Plan of local: nothing to do" in said(tmp_path, "github_step_summary")
    assert said(tmp_path, "github_output") == "changes=false\n"
    assert (estate.root / "plan.json").stat().st_size
    assert github.comments == {}


def test_a_drift_has_an_issue_for_as_long_as_it_lasts(
    estate: Checkout, github: GitHub, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    told = github.environment(tmp_path, {})
    assert run(estate, "ci/drift", told) == 0
    assert github.issues == {}
    request.getfixturevalue("drifted")
    assert [run(estate, "ci/drift", told) for _ in range(2)] == [2, 2]
    (issue,) = github.issues.values()
    assert (issue["title"], issue["state"]) == ("The estate local has drifted", "open")
    assert "visibility_timeout_seconds: 7 → 30" in issue["body"]
    sqs: Any = estate.client("sqs")
    queue = sqs.get_queue_url(QueueName="sluice-local-mail")["QueueUrl"]
    sqs.set_queue_attributes(QueueUrl=queue, Attributes={"VisibilityTimeout": "30"})
    assert run(estate, "ci/drift", told) == 0
    assert issue["state"] == "closed"


def test_a_refusal_of_github_is_told(estate: Checkout, github: GitHub, tmp_path: Path) -> None:
    told = {**github.environment(tmp_path, PULL_REQUEST), "GITHUB_TOKEN": "of-another-run"}
    done = estate.run("ci/propose", "local", **told)
    assert done.returncode == 1
    assert "✗ GitHub answers 401 to GET issues/7/comments" in done.stdout
