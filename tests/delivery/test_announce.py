"""`ci/announce`: a tag becomes a release on GitHub, once and whole."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from .github import GitHub, github_ctx
from .repository import REPOSITORY, Repository

SBOM = {"bomFormat": "CycloneDX"}


@pytest.fixture
def github() -> Iterator[GitHub]:
    with github_ctx() as started:
        yield started


@pytest.fixture
def tagged(due: Repository) -> Repository:
    """A checkout of producer 1.0.1, with its bill of materials."""
    for script in ("announce", "github"):
        (due.root / "ci" / script).symlink_to(REPOSITORY / "ci" / script)
    (due.root / "sbom.json").write_text(json.dumps(SBOM))
    due.release("producer-v1.0.1")
    return due


def announce(tagged: Repository, github: GitHub, tmp_path: Path) -> tuple[int, str, str]:
    told = github.environment(tmp_path, {})
    done = tagged.run("ci/announce", "producer", "1.0.1", "sbom.json", **told)
    return done.returncode, done.stdout.strip(), done.stderr.strip()


def test_a_release_has_its_notes_and_its_bill(tagged: Repository, github: GitHub, tmp_path: Path) -> None:
    for number in range(120):  # more than a page
        github.answer("POST", "/releases", {"tag_name": f"consumer-v1.0.{number}", "draft": False})

    assert announce(tagged, github, tmp_path) == (0, f"✓ {github.releases[121]['html_url']}", "")

    release = github.releases[121]
    assert (release["tag_name"], release["name"], release["draft"]) == ("producer-v1.0.1", "producer 1.0.1", False)
    assert release["body"].startswith("## producer 1.0.1\n")
    assert [(each["name"], each["content"]) for each in release["assets"]] == [("producer-1.0.1.cdx.json", SBOM)]

    before = json.dumps(github.releases)
    assert announce(tagged, github, tmp_path)[0] == 0
    assert json.dumps(github.releases) == before, "a repeated run changes nothing"


def test_what_an_interrupted_run_left_is_finished(tagged: Repository, github: GitHub, tmp_path: Path) -> None:
    github.answer("POST", "/releases", {"tag_name": "producer-v1.0.1", "draft": True})
    github.answer("POST", "/releases/1/assets?name=producer-1.0.1.cdx.json", {"half": "of it"})

    assert announce(tagged, github, tmp_path)[0] == 0

    (release,) = github.releases.values()
    assert not release["draft"]
    assert [each["content"] for each in release["assets"]] == [SBOM]


def test_github_that_refuses_is_quoted(tagged: Repository, github: GitHub, tmp_path: Path) -> None:
    told = github.environment(tmp_path, {}) | {"GITHUB_TOKEN": "of-another-run"}
    done = tagged.run("ci/announce", "producer", "1.0.1", "sbom.json", **told)

    assert done.returncode == 1
    assert done.stderr.startswith("✗ GitHub answers 401 to GET releases?per_page=100&page=1")
