"""`ci/version`: major and minor, by `ci/version.json` and by the commits."""

import pytest

from tests.delivery.repository import Repository


@pytest.mark.parametrize(
    ("message", "version"),
    [
        ("Close a port only when tasks have left it", "1.0.1"),
        ("fix: close a port", "1.0.1"),
        ("Add a feature: it is one", "1.0.1"),
        ("feat: take attachments", "1.1.0"),
        ("feat(token): rotate it", "1.1.0"),
        ("feat!: take JSON alone", "2.0.0"),
        ("fix(api)!: answer 202", "2.0.0"),
        ("Take JSON alone\n\nBREAKING CHANGE: XML is refused", "2.0.0"),
        ("fix: answer 202\n\nSee there.\n\nBREAKING-CHANGE: it was 200", "2.0.0"),
        ("Say what a BREAKING CHANGE: is", "1.0.1"),
    ],
)
def test_commits_raise_the_line(released: Repository, message: str, version: str) -> None:
    released.commit(message)
    released.commit("Change something more")

    assert released.next() == version


def test_commits_to_another_service_raise_nothing(released: Repository) -> None:
    released.commit("feat!: take JSON alone", "consumer_svc/app.py")
    released.commit("Change something")

    assert [released.next("producer"), released.next("consumer")] == ["1.0.1", "2.0.0"]


def test_merge_raises_no_more_than_what_it_brings(released: Repository) -> None:
    released.branch("feature-x")
    released.commit("feat: take attachments")
    released.git("switch", "--quiet", "main")
    released.git("merge", "--quiet", "--no-ff", "--message", "feat!: bring attachments", "feature-x")

    assert released.next() == "1.1.0"


def test_raised_line_goes_on_where_the_file_is_behind(released: Repository) -> None:
    released.commit("feat: take attachments")
    released.release("producer-v1.1.0")
    released.commit("Change something")

    assert released.next() == "1.1.1"


def test_line_of_the_file_is_the_least(released: Repository) -> None:
    released.describe(producer={"major": 3, "minor": 2})
    released.commit("feat: take attachments")

    assert released.next() == "3.2.0"


def test_line_is_not_raised_twice_where_file_and_commit_agree(released: Repository) -> None:
    released.describe(producer={"major": 1, "minor": 1})
    released.commit("feat: take attachments")

    assert released.next() == "1.1.0"
