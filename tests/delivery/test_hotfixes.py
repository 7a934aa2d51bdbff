"""`ci/version` on a hotfix: the next patch of a line that main may have left."""

import pytest

from tests.delivery.repository import Repository


@pytest.fixture
def moved_on(released: Repository) -> Repository:
    """A repository whose main is released as 1.1.0, after a 1.0.1."""
    released.commit("Change something")
    released.release("producer-v1.0.1")
    released.commit("feat: take attachments")
    released.release("producer-v1.1.0")
    released.git("push", "--quiet", "origin", "HEAD")
    return released


@pytest.mark.parametrize(
    ("branch", "message"),
    [
        ("hotfix/producer-1.0", "fix: lose no mail"),
        ("hotfix/producer-1.0", "feat!: lose no mail"),
        ("hotfix/producer-1.0-lost-mail", "Lose no mail"),
    ],
)
def test_hotfix_is_the_next_patch_of_its_line(moved_on: Repository, branch: str, message: str) -> None:
    moved_on.branch(branch, "producer-v1.0.1")
    moved_on.commit(message)

    assert moved_on.next() == "1.0.2"
    assert moved_on.next("consumer") == f"3: ✓ nothing to release: {branch} releases producer alone"


def test_two_hotfixes_of_a_line_get_two_numbers(moved_on: Repository) -> None:
    moved_on.branch("hotfix/producer-1.0", "producer-v1.0.1")
    moved_on.commit("Lose no mail")
    moved_on.release("producer-v1.0.2")
    moved_on.branch("hotfix/producer-1.0-again", "producer-v1.0.1")
    moved_on.commit("Double no mail")

    assert moved_on.next() == "1.0.3"


def test_main_gives_no_number_that_a_hotfix_has(released: Repository) -> None:
    released.branch("hotfix/producer-1.0", "producer-v1.0.0")
    released.commit("Lose no mail")
    released.release("producer-v1.0.1")
    released.git("switch", "--quiet", "main")
    released.commit("Change something", "producer_svc/settings.py")

    assert released.next() == "1.0.2"

    released.git("merge", "--quiet", "--no-edit", "hotfix/producer-1.0")

    assert released.next() == "1.0.2"


def test_merged_hotfix_is_a_patch_of_mains_own_line(moved_on: Repository) -> None:
    moved_on.branch("hotfix/producer-1.0", "producer-v1.0.1")
    moved_on.commit("Lose no mail", "producer_svc/settings.py")
    moved_on.release("producer-v1.0.2")
    moved_on.git("switch", "--quiet", "main")
    moved_on.git("merge", "--quiet", "--no-edit", "hotfix/producer-1.0")

    assert moved_on.next() == "1.1.1"


def test_hotfix_without_a_commit_is_nothing(moved_on: Repository) -> None:
    moved_on.branch("hotfix/producer-1.0", "producer-v1.0.1")

    assert moved_on.next().startswith("3: ")


def test_hotfix_that_was_cut_elsewhere_is_refused(moved_on: Repository) -> None:
    moved_on.branch("hotfix/producer-1.0")
    moved_on.commit("Lose no mail")

    assert moved_on.next() == (
        "1: ✗ hotfix/producer-1.0 goes back to producer-v1.1.0: "
        "cut it anew, git switch --create hotfix/producer-1.0-again producer-v1.0.1"
    )


def test_hotfix_of_no_known_line_is_refused(moved_on: Repository) -> None:
    moved_on.branch("hotfix/producer-0.9")

    assert moved_on.next().startswith("1: ✗ hotfix/producer-0.9 mends a line that producer was never released from")


def test_hotfix_that_names_no_line_is_refused(moved_on: Repository) -> None:
    moved_on.branch("hotfix/lost-mail", "producer-v1.0.1")

    assert moved_on.next() == ("1: ✗ hotfix/lost-mail does not say what it mends: name it as hotfix/producer-1.0")
