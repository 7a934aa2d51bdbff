"""What git's history says of a service."""

import subprocess

from semver import Version

from ci.versions.outcomes import Refused
from ci.versions.services import Service


def git(*arguments: str, stdin: str = "") -> str:
    """What git prints; raises Refused with git's own words where it fails."""
    command = ["git", *arguments]
    done = subprocess.run(command, input=stdin, capture_output=True, text=True, check=False)  # noqa: S603
    if done.returncode:
        raise Refused(f"git {arguments[0]} failed: {done.stderr.strip()}")
    return done.stdout.strip()


def require_history() -> None:
    """A clone without all of its history has no tags, and so would begin anew at .0."""
    if git("rev-parse", "--is-shallow-repository") == "true":
        raise Refused(
            "this clone is shallow, so earlier releases cannot be seen: git fetch --unshallow --tags "
            "(in a workflow: actions/checkout with fetch-depth: 0)"
        )


def require_clean(service: Service) -> None:
    """A version names a commit, so nothing may differ from it that could get into an image."""
    changed = git("status", "--porcelain", "--untracked-files=no").splitlines()
    untracked = git("ls-files", "--others", "--exclude-standard", "--", *service.pathspecs).splitlines()
    paths = [*(line[2:].strip() for line in changed), *untracked]
    if paths:
        shown = ", ".join(paths[:3]) + (f" and {len(paths) - 3} more" if len(paths) > 3 else "")
        raise Refused(f"the checkout differs from its commit in {shown}: commit that, or git stash --include-untracked")


def released(service: Service, *where: str) -> list[Version]:
    """The versions that have a tag, pre-releases aside; `where` as `--merged COMMIT` of git tag."""
    names = git("tag", "--list", f"{service.tag_prefix}*", *where).splitlines()
    texts = [name.removeprefix(service.tag_prefix) for name in names]
    versions = [Version.parse(text) for text in texts if Version.is_valid(text)]
    return [version for version in versions if not version.prerelease and not version.build]


def newest(service: Service, commit: str) -> Version | None:
    """The newest release that the commit goes back to."""
    return max(released(service, "--merged", commit), default=None)


def changed(service: Service, since: Version) -> bool:
    """Whether what the service is made of differs from that release; a change that was taken back does not."""
    return bool(git("diff", "--name-only", service.tag(since), "HEAD", "--", *service.pathspecs))
