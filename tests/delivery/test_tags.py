"""`ci/tag`: what is due is tagged, here and at the remote, and nothing else is."""

from pathlib import Path

import pytest

from tests.delivery.repository import Repository


def tag(repository: Repository, version: str = "1.0.1", **environment: str) -> tuple[int, str]:
    done = repository.run("ci/tag", "producer", version, **environment)
    return done.returncode, (done.stdout + done.stderr).strip()


def test_tag_is_annotated_here_and_at_the_remote(due: Repository) -> None:
    assert tag(due) == (0, f"producer-v1.0.1 is on {due.head[:7]}")

    assert due.tagged_at_the_remote() == due.head
    assert due.git("for-each-ref", "--format=%(objecttype) %(contents) %(taggername)", "refs/tags/producer-v1.0.1") == (
        "tag producer 1.0.1\n Somebody"
    )
    assert due.next() == "3: ✓ nothing to release: producer is as it was released in producer-v1.0.1"


def test_repeated_run_succeeds(due: Repository, tmp_path: Path) -> None:
    tag(due)
    again = due.clone(tmp_path / "again", "--no-tags")

    assert tag(again) == (0, f"producer-v1.0.1 was on {due.head[:7]} already")
    assert again.next().startswith("3: ")


def test_late_run_is_told_that_the_version_is_taken(due: Repository, tmp_path: Path) -> None:
    late = due.clone(tmp_path / "late")
    due.commit("Change something more")
    due.git("push", "--quiet", "origin", "main")
    tag(due)

    assert late.next() == "1.0.1"
    assert tag(late) == (
        4,
        f"✗ producer-v1.0.1 was given to {due.head[:7]} meanwhile: git fetch --tags, "
        "then ci/version producer says what is next",
    )

    late.git("fetch", "--quiet", "--tags")

    assert late.next().startswith("3: ✓ nothing to release: producer-v1.0.1 was released from a later commit")


def test_hotfix_is_tagged_from_its_own_branch(due: Repository) -> None:
    due.commit("feat: take attachments")
    due.git("push", "--quiet", "origin", "main")
    assert tag(due, "1.1.0")[0] == 0
    due.git("switch", "--quiet", "--create", "hotfix/producer-1.0", "producer-v1.0.0")
    due.commit("Lose no mail")
    due.git("push", "--quiet", "origin", "HEAD")

    assert tag(due) == (0, f"producer-v1.0.1 is on {due.head[:7]}")


def test_pre_release_is_never_tagged(due: Repository) -> None:
    due.git("switch", "--quiet", "--create", "feature-x")

    assert tag(due, due.next()) == (
        1,
        f"✗ 1.0.1-feature-x.1+{due.head[:7]} is a version of a branch: only main and hotfix/ are released",
    )


@pytest.mark.parametrize("version", ["1.0.2", "2.0.0", "1.0.0"])
def test_only_what_is_due_is_tagged(due: Repository, version: str) -> None:
    status, said = tag(due, version)

    assert status in (1, 4)
    assert "ci/tag producer 1.0.1" in said or "ci/version producer" in said
    assert due.git("ls-remote", "--tags", "origin", "refs/tags/producer-v[12]*[1-9]*") == ""


def test_nothing_to_release_is_not_tagged(due: Repository) -> None:
    tag(due)
    due.commit("Tell it", "README.md")
    due.git("push", "--quiet", "origin", "main")

    assert tag(due, "1.0.2") == (3, "✓ nothing to release: producer is as it was released in producer-v1.0.1")


def test_changed_checkout_is_not_tagged(due: Repository) -> None:
    (due.root / "producer_svc/app.py").write_text("changed")

    assert tag(due)[1].startswith("✗ the checkout differs from its commit in producer_svc/app.py")


def test_commit_that_nobody_else_has_is_not_tagged(due: Repository) -> None:
    due.commit("Change something more")

    assert tag(due) == (
        1,
        "✗ origin/main does not hold this commit: git push origin main, or git fetch origin",
    )


def test_remote_that_refuses_is_quoted(due: Repository) -> None:
    hook = due.root / ".git/remote/hooks/pre-receive"
    hook.parent.mkdir()
    hook.write_text("#!/bin/sh\necho Tags are protected. >&2\nexit 1\n")
    hook.chmod(0o755)

    status, said = tag(due)

    assert status == 1
    assert said.startswith("✗ producer-v1.0.1 could not be pushed: git push failed: ")
    assert "Tags are protected." in said
    assert due.git("tag", "--list", "producer-v1.0.1") == ""


def test_remote_that_is_away_is_named(due: Repository) -> None:
    due.git("remote", "set-url", "origin", ".git/nowhere")

    status, said = tag(due)

    assert status == 1
    assert said.startswith("✗ git ls-remote failed: fatal: '.git/nowhere' does not appear to be a git repository")


def test_what_is_no_version_is_refused(due: Repository) -> None:
    assert tag(due, "v1.0") == (1, "✗ 'v1.0' is no semantic version: give it as 1.0.12")
