"""`ci/version` on branches besides main: pre-releases of what they would become."""

import pytest
from semver import Version

from tests.delivery.repository import Repository


def test_feature_is_a_pre_release_of_what_it_would_become(released: Repository) -> None:
    released.branch("feature-x")
    released.commit("Change something")
    released.commit("feat: take attachments")
    released.commit("Try it", "producer_svc/tests/test_app.py")
    commit = released.head

    assert released.next() == f"1.1.0-feature-x.3+{commit[:7]}"


def test_pre_releases_ascend_and_stay_below_the_release(released: Repository) -> None:
    released.branch("feature-x")
    versions = []
    for number in range(1, 11):
        released.commit(f"Change number {number}")
        if number in (1, 9, 10):
            versions.append(Version.parse(released.next()))

    assert versions == sorted(versions)
    assert Version(1, 0, 0) < versions[0]
    assert versions[-1] < Version(1, 0, 1)


def test_feature_before_any_release_counts_all_commits(repository: Repository) -> None:
    repository.branch("feature-x")
    repository.commit("Change something")
    commit = repository.head

    assert repository.next() == f"1.0.0-feature-x.2+{commit[:7]}"


def test_feature_that_changes_no_input_is_nothing(released: Repository) -> None:
    released.branch("feature-x")
    released.commit("Tell it", "README.md")

    assert released.next().startswith("3: ")


@pytest.mark.parametrize(
    ("branch", "label"),
    [
        ("feature/Mail_2.0", "feature-mail-2-0"),
        ("007", "branch-007"),
        ("größe", "gr-e"),
        ("日本", "branch"),
        ("dependabot/pip/" + 9 * "aiohttp-", "dependabot-pip-aiohttp-aiohttp-aiohttp-a"),
    ],
)
def test_any_name_of_a_branch_is_made_an_identifier(released: Repository, branch: str, label: str) -> None:
    released.branch(branch)
    released.commit("Change something")
    commit = released.head

    version = released.next()

    assert version == f"1.0.1-{label}.1+{commit[:7]}"
    assert Version.is_valid(version)


def test_pull_request_is_never_main_whatever_a_fork_calls_its_branch(released: Repository) -> None:
    released.commit("Change something")
    commit = released.head
    released.git("checkout", "--quiet", "--detach")

    version = released.next(GITHUB_REF="refs/pull/7/merge", GITHUB_HEAD_REF="main")

    assert version == f"1.0.1-pull-7-merge.1+{commit[:7]}"


def test_workflow_that_checks_out_a_commit_is_on_its_branch(released: Repository) -> None:
    released.commit("Change something")
    released.git("checkout", "--quiet", "--detach")

    assert released.next(GITHUB_REF="refs/heads/main") == "1.0.1"


def test_commit_on_no_branch_is_refused(released: Repository) -> None:
    released.git("checkout", "--quiet", "--detach")

    assert released.next() == (
        "1: ✗ no branch is checked out, and by its branch a version is chosen: git switch BRANCH, or --branch BRANCH"
    )
