"""The tag of a release, which only one commit gets, since the remote refuses the second."""

from semver import Version

from ci.versions.git import git
from ci.versions.outcomes import Refused, Taken
from ci.versions.services import Service, find
from ci.versions.upcoming import upcoming

REMOTE = "origin"


def publish(name: str, version: Version, branch: str, services: dict[str, Service]) -> str:
    """Says what it did; a commit that has the tag already is a success, so that a run may be repeated."""
    service = find(name, services)
    tag = service.tag(version)
    commit = git("rev-parse", "HEAD")
    said = f"{tag} was on {commit[:7]} already"
    if _holder(tag, commit) is None:
        _require_due(service, version, branch, services)
        said = _push(tag, commit, f"{service.name} {version}")
    git("fetch", "--quiet", "--force", REMOTE, f"refs/tags/{tag}:refs/tags/{tag}")
    return said


def _require_due(service: Service, version: Version, branch: str, services: dict[str, Service]) -> None:
    if version.prerelease or version.build:
        raise Refused(f"{version} is a version of a branch: only main and hotfix/ are released")
    due = upcoming(service.name, branch, services).version
    if due != version:
        raise Refused(f"{service.name} is released as {due} next, not as {version}: ci/tag {service.name} {due}")
    if not git("branch", "--remotes", "--list", f"{REMOTE}/{branch}", "--contains", "HEAD"):
        raise Refused(f"{REMOTE}/{branch} does not hold this commit: git push {REMOTE} {branch}, or git fetch {REMOTE}")


def _push(tag: str, commit: str, message: str) -> str:
    """Writes no tag here before the remote has taken it, so that an interrupted run leaves nothing behind."""
    tagger = git("var", "GIT_COMMITTER_IDENT")
    made = git("mktag", stdin=f"object {commit}\ntype commit\ntag {tag}\ntagger {tagger}\n\n{message}\n")
    try:
        git("push", "--quiet", REMOTE, f"{made}:refs/tags/{tag}")
    except Refused as refusal:
        if _holder(tag, commit) is None:
            raise Refused(f"{tag} could not be pushed: {refusal}") from refusal
    return f"{tag} is on {commit[:7]}"


def _holder(tag: str, commit: str) -> str | None:
    """The commit that has the tag on the remote; raises Taken where it is another one."""
    lines = git("ls-remote", REMOTE, f"refs/tags/{tag}", f"refs/tags/{tag}^{{}}").splitlines()
    if not lines:
        return None
    # An annotated tag has a second line, which names its commit.
    holder = lines[-1].split()[0]
    if holder != commit:
        name = tag.partition("-v")[0]
        raise Taken(
            f"{tag} was given to {holder[:7]} meanwhile: git fetch --tags, then ci/version {name} says what is next"
        )
    return holder
