"""The version that the commit at hand is released as."""

from dataclasses import dataclass

from semver import Version

from ci.versions.branch import HOTFIX, MAIN, hotfix_line, label
from ci.versions.commits import Weight, weight
from ci.versions.git import changed, git, newest, released, require_clean, require_history
from ci.versions.outcomes import NothingToRelease, Refused
from ci.versions.services import Service, find


@dataclass(frozen=True)
class Upcoming:
    service: Service
    version: Version
    previous: Version | None
    """The release that its changes are counted from."""


def upcoming(name: str, branch: str, services: dict[str, Service]) -> Upcoming:
    """Raises NothingToRelease where the service is released as it stands, Refused where nobody could tell."""
    service = find(name, services)
    require_history()
    require_clean(service)
    previous = newest(service, "HEAD")
    if branch.startswith(HOTFIX):
        line = hotfix_line(branch, service, services)
        _require_cut_from(line, previous, service, branch)
        _require_news(service, previous, line)
        return Upcoming(service, _patch(service, *line), previous)

    _require_news(service, previous)
    version = _patch(service, *_line(service, previous))
    if branch != MAIN:
        # Counted from the release, so that merging main into the branch sets nothing back that the core does not raise.
        count = git("rev-list", "--count", f"{service.tag(previous)}..HEAD" if previous else "HEAD")
        commit = git("rev-parse", "--short=7", "HEAD")
        version = version.replace(prerelease=f"{label(branch)}.{count}", build=commit)
    return Upcoming(service, version, previous)


def _line(service: Service, previous: Version | None) -> tuple[int, int]:
    """What `ci/version.json` says, or more where commits since the release ask for it."""
    line = service.line
    if previous:
        match weight(service, previous):
            case Weight.BREAKING:
                line = max(line, previous.bump_major())
            case Weight.FEATURE:
                line = max(line, previous.bump_minor())
            case _:
                line = max(line, previous)
    return line.major, line.minor


def _patch(service: Service, major: int, minor: int) -> Version:
    """Counted over the tags of every branch, since a number is given once."""
    taken = [release.patch for release in released(service) if (release.major, release.minor) == (major, minor)]
    return Version(major, minor, max(taken, default=-1) + 1)


def _require_news(service: Service, previous: Version | None, line: tuple[int, int] | None = None) -> None:
    if previous and not changed(service, previous):
        raise NothingToRelease(f"{service.name} is as it was released in {service.tag(previous)}")
    # A run that is late must not give older code the higher number.
    later = [release for release in released(service, "--contains", "HEAD") if line in (None, release.to_tuple()[:2])]
    if later:
        raise NothingToRelease(f"{service.tag(max(later))} was released from a later commit, which holds this one")


def _require_cut_from(line: tuple[int, int], previous: Version | None, service: Service, branch: str) -> None:
    if previous and previous.to_tuple()[:2] == line:
        return
    known = [release for release in released(service) if release.to_tuple()[:2] == line]
    if not known:
        raise Refused(
            f"{branch} mends a line that {service.name} was never released from: git fetch --tags, or rename it"
        )
    held = f"goes back to {service.tag(previous)}" if previous else "goes back to no release"
    raise Refused(f"{branch} {held}: cut it anew, git switch --create {branch}-again {service.tag(max(known))}")
