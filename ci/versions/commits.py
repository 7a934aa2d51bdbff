"""The commits of a release, which git-cliff reads and writes by `ci/cliff.toml`."""

import json
import os
import subprocess
import sys
from enum import IntEnum
from pathlib import Path

from semver import Version

from ci.versions.git import git
from ci.versions.outcomes import Refused
from ci.versions.services import Service

GIT_CLIFF = Path(sys.executable).with_name("git-cliff")


class Weight(IntEnum):
    """What the heaviest of some commits asks of the next version."""

    PATCH = 0
    FEATURE = 1
    BREAKING = 2


def weight(service: Service, since: Version) -> Weight:
    releases = json.loads(_git_cliff(service, f"{service.tag(since)}..HEAD", "--context"))
    # Merges are passed over as in the notes, so that what raises the line is what a reader is told.
    told = [commit for release in releases for commit in release["commits"] if not commit["merge_commit"]]
    groups = {commit["group"] for commit in told}
    if any(group.endswith("Breaking changes") for group in groups):
        return Weight.BREAKING
    if any(group.endswith("Features") for group in groups):
        return Weight.FEATURE
    return Weight.PATCH


def notes(service: Service, version: Version, since: Version | None, until: str) -> str:
    """Markdown, in sections by what a reader asks first: what breaks, what is new, what is mended, what else."""
    last = git("rev-parse", f"{until}^{{commit}}")
    commits = f"{service.tag(since)}..{last}" if since else last
    return _git_cliff(service, commits, "--tag", f"{service.name} {version}").strip()


def _git_cliff(service: Service, commits: str, *arguments: str) -> str:
    if not GIT_CLIFF.exists():
        raise Refused(f"{GIT_CLIFF} is missing: ci/environment test")
    command = [str(GIT_CLIFF), "--offline", "--config", "ci/cliff.toml", "--ignore-tags", ".*"]
    for glob in service.included:
        command += ["--include-path", glob]
    for glob in service.excluded:
        command += ["--exclude-path", glob]
    command += [*arguments, commits]
    quiet = os.environ | {"NO_COLOR": "1", "RUST_LOG": "error"}
    done = subprocess.run(command, env=quiet, capture_output=True, text=True, check=False)  # noqa: S603
    if done.returncode:
        raise Refused(f"git-cliff failed: {done.stderr.strip()}")
    return done.stdout
