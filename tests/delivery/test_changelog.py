"""`ci/changelog`: what a release brings, in the words of its commits."""

import re
from pathlib import Path

import pytest

from tests.delivery.repository import Repository


def notes(repository: Repository, *arguments: str) -> str:
    """With every commit's id as ID."""
    done = repository.run("ci/changelog", *arguments)
    assert done.returncode == 0, done.stderr
    return re.sub(r"\([0-9a-f]{7}\)", "(ID)", done.stdout)


@pytest.fixture
def changed(released: Repository) -> Repository:
    released.commit("Close a port only when tasks have left it, and scale: no host is lost")
    released.commit("feat(token): rotate it")
    released.commit("fix: lose no mail\n\nIt was lost when SQS was slow.")
    released.commit("feat!: take JSON alone", "svc_kit/aws/sqs.py")
    released.commit("Answer 202\n\nWhy so.\n\nBREAKING CHANGE: clients that want\n200 must change", "Dockerfile")
    released.commit("chore: pin aiohttp", ".dockerignore")
    released.commit("README: tell it", "README.md")
    released.commit("Try it", "svc_kit/tests/test_app.py")
    released.commit("feat: poll faster", "consumer_svc/app.py")
    return released


NOTES = """\
## producer 2.0.0

### Breaking changes

- Take JSON alone (ID)
- Answer 202 (ID): clients that want 200 must change

### Features

- Token: rotate it (ID)

### Fixes

- Lose no mail (ID)

### Changes

- Close a port only when tasks have left it, and scale: no host is lost (ID)
- Pin aiohttp (ID)
"""


def test_plain_sentences_and_conventional_commits_both_read_well(changed: Repository) -> None:
    assert notes(changed, "producer") == NOTES


def test_notes_are_the_same_before_and_after_the_tag(changed: Repository) -> None:
    before = notes(changed, "producer", "2.0.0")
    changed.release("producer-v2.0.0")
    changed.commit("Change something more")

    assert before == notes(changed, "producer", "2.0.0") == NOTES
    assert notes(changed, "producer") == "## producer 2.0.1\n\n### Changes\n\n- Change something more (ID)\n"


def test_first_release_tells_all(repository: Repository) -> None:
    repository.commit("Change something")

    assert (
        notes(repository, "producer") == "## producer 1.0.0\n\n### Changes\n\n- Begin (ID)\n- Change something (ID)\n"
    )


def test_merged_hotfix_is_told_and_its_merge_is_not(released: Repository) -> None:
    released.git("switch", "--quiet", "--create", "hotfix/producer-1.0")
    released.commit("Lose no mail", "producer_svc/settings.py")
    assert notes(released, "producer") == "## producer 1.0.1\n\n### Changes\n\n- Lose no mail (ID)\n"
    released.git("switch", "--quiet", "main")
    released.commit("feat: take attachments")
    released.release("producer-v1.1.0")
    released.git("merge", "--quiet", "--no-edit", "hotfix/producer-1.0")

    assert notes(released, "producer") == "## producer 1.1.1\n\n### Changes\n\n- Lose no mail (ID)\n"


def test_text_of_a_commit_is_no_template_and_no_markup_of_ours(released: Repository) -> None:
    released.commit('Answer {{ version }} & "<b>" {% raw %}\n\n## 9.9.9, a BREAKING CHANGE: it is none')

    assert notes(released, "producer") == (
        '## producer 1.0.1\n\n### Changes\n\n- Answer {{ version }} & "<b>" {% raw %} (ID)\n'
    )


def test_nothing_to_release_has_no_notes(released: Repository) -> None:
    done = released.run("ci/changelog", "producer")

    assert (done.returncode, done.stdout) == (3, "")
    assert done.stderr == "✓ nothing to release: producer is as it was released in producer-v1.0.0\n"


def test_shallow_clone_has_no_notes(released: Repository, tmp_path: Path) -> None:
    shallow = released.clone(tmp_path / "shallow", "--depth", "1")

    assert shallow.run("ci/changelog", "producer", "1.0.0").stderr.startswith("✗ this clone is shallow")
