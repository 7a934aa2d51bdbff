"""What is said on GitHub of a plan: on its pull request, in the summary of its workflow, as an issue of a drift."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from .github import GitHub, github_ctx

ROOT = Path(__file__).parents[2]
PULL_REQUEST = {"pull_request": {"number": 7}}


@pytest.fixture
def github() -> Iterator[GitHub]:
    with github_ctx() as started:
        yield started


def say(what: str, status: int, plan: str, environment: dict[str, str]) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, "-m", f"ci.github.{what}", "dev", str(status)]
    return subprocess.run(command, cwd=ROOT, env=environment, input=plan, capture_output=True, text=True, check=False)


def test_a_later_plan_takes_the_place_of_the_comment_before(github: GitHub, tmp_path: Path) -> None:
    for number in range(120):  # more than a page
        github.answer("POST", "/issues/7/comments", {"body": f"Looks good {number}"})
    told = github.environment(tmp_path, PULL_REQUEST)
    assert [say("proposal", 2, plan, told).returncode for plan in ("~ change queue a", "~ change queue b")] == [0, 0]
    comments = list(github.comments.values())
    assert len(comments) == 121
    assert comments[-1]["body"] == "<!-- plan of dev -->\n### Plan of dev: changes\n\n`````\n~ change queue b\n`````\n"
    assert (tmp_path / "github_output").read_text() == "changes=true\n" * 2


def test_on_main_a_plan_is_told_in_the_summary_alone(github: GitHub, tmp_path: Path) -> None:
    assert say("proposal", 0, "No changes.", github.environment(tmp_path, {})).returncode == 0
    assert (tmp_path / "github_step_summary").read_text().startswith("### Plan of dev: nothing to do\n")
    assert (tmp_path / "github_output").read_text() == "changes=false\n"
    assert github.comments == {}


def test_no_name_of_a_thing_gets_out_of_its_fence_and_a_long_plan_is_cut(github: GitHub, tmp_path: Path) -> None:
    plan = f"`````\n{'x' * 70_000}"
    assert say("proposal", 2, plan, github.environment(tmp_path, PULL_REQUEST)).returncode == 0
    (comment,) = github.comments.values()
    assert comment["body"].count("\n``````\n") == 2
    assert len(comment["body"]) < 65_536
    assert "all of it is in the log of the workflow" in comment["body"]


def test_a_drift_has_one_issue_for_as_long_as_it_lasts(github: GitHub, tmp_path: Path) -> None:
    told = github.environment(tmp_path, {})
    say("issue", 0, "No changes.", told)
    assert github.issues == {}
    for status, plan in ((2, "~ change queue a"), (1, "✗ AWS does not answer")):
        assert say("issue", status, plan, told).returncode == 0
        (issue,) = github.issues.values()
        assert (issue["title"], issue["state"], issue["labels"]) == ("The estate dev has drifted", "open", ["drift"])
        assert plan in issue["body"]
    say("issue", 0, "No changes.", told)
    assert issue["state"] == "closed"


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"GITHUB_TOKEN": "of-another-run"}, "✗ GitHub answers 401 to GET issues/7/comments"),
        ({"GITHUB_API_URL": "http://127.0.0.1:1"}, "✗ GitHub does not answer GET issues/7/comments"),
        ({"GITHUB_TOKEN": ""}, "✗ GITHUB_TOKEN is not set"),
    ],
)
def test_what_keeps_it_from_being_said_is_told(
    github: GitHub, tmp_path: Path, changed: dict[str, str], said: str
) -> None:
    done = say("proposal", 2, "~ change queue a", {**github.environment(tmp_path, PULL_REQUEST), **changed})
    assert done.returncode == 1
    assert done.stderr.startswith(said)
