"""Which branch a commit is on, and what that means for its version."""

import os
import re
from collections.abc import Iterable

from ci.versions.git import git
from ci.versions.outcomes import NothingToRelease, Refused
from ci.versions.services import Service

MAIN = "main"
HOTFIX = "hotfix/"


def current() -> str:
    """The branch that is checked out; in a workflow, which may check out a bare commit, the ref that it runs for."""
    if name := git("branch", "--show-current"):
        return name
    # A pull request is pull/7/merge here, never the name that a fork gave its branch, which might be main.
    if ref := os.environ.get("GITHUB_REF"):
        return ref.removeprefix("refs/heads/").removeprefix("refs/")
    raise Refused(
        "no branch is checked out, and by its branch a version is chosen: git switch BRANCH, or --branch BRANCH"
    )


def hotfix_line(branch: str, service: Service, others: Iterable[str]) -> tuple[int, int]:
    """Major and minor of the line that hotfix/SERVICE-MAJOR.MINOR, with or without -WORDS behind it, is for."""
    line = r"-(\d+)\.(\d+)(?:-.*)?"
    if found := re.fullmatch(HOTFIX + re.escape(service.name) + line, branch):
        return int(found[1]), int(found[2])
    for other in others:
        if re.fullmatch(HOTFIX + re.escape(other) + line, branch):
            raise NothingToRelease(f"{branch} releases {other} alone")
    example = f"{HOTFIX}{service.name}-{service.line.major}.{service.line.minor}"
    raise Refused(f"{branch} does not say what it mends: name it as {example}")


def label(branch: str) -> str:
    """The branch as an identifier of a pre-release, which has only letters, digits and hyphens, and no leading zero."""
    words = re.sub(r"[^0-9a-z]+", "-", branch.lower()).strip("-")[:40].strip("-")
    return f"branch-{words}".strip("-") if not words or words.isdecimal() else words
