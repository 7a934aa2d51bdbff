"""`python -m ci.versions version|changelog|tag SERVICE`: what the scripts of the same names run."""

import argparse
import json
import sys

from semver import Version

from ci.versions import branch, commits, services, tag
from ci.versions.git import git, newest, released, require_history
from ci.versions.outcomes import NothingToRelease, Refused, Unreleasable
from ci.versions.upcoming import upcoming


def main() -> int:
    asked = _arguments()
    try:
        match asked.command:
            case "version":
                print(_version(asked))
            case "changelog":
                print(_changelog(asked))
            case "tag":
                known = services.read()
                print(tag.publish(asked.service, _parsed(asked.version), asked.branch or branch.current(), known))
    except Unreleasable as outcome:
        mark = "✓ nothing to release:" if isinstance(outcome, NothingToRelease) else "✗"
        print(f"{mark} {outcome}", file=sys.stderr)
        return outcome.status
    return 0


def _version(asked: argparse.Namespace) -> str:
    try:
        due = upcoming(asked.service, asked.branch or branch.current(), services.read())
    except NothingToRelease as nothing:
        if asked.json:
            print(json.dumps({"service": asked.service, "version": None, "reason": str(nothing)}))
        raise
    if not asked.json:
        return str(due.version)
    released_as = None if due.version.prerelease else due.service.tag(due.version)
    return json.dumps(
        {
            "service": due.service.name,
            "version": str(due.version),
            "tag": released_as,
            "previous": str(due.previous) if due.previous else None,
            "commit": git("rev-parse", "HEAD"),
        }
    )


def _changelog(asked: argparse.Namespace) -> str:
    if asked.version is None:
        due = upcoming(asked.service, asked.branch or branch.current(), services.read())
        return commits.notes(due.service, due.version, due.previous, "HEAD")
    service = services.find(asked.service, services.read())
    version = _parsed(asked.version)
    require_history()
    until = service.tag(version) if version in released(service) else "HEAD"
    if until == "HEAD":
        return commits.notes(service, version, newest(service, "HEAD"), until)
    earlier = [release for release in released(service, "--merged", until) if release != version]
    return commits.notes(service, version, max(earlier, default=None), until)


def _parsed(text: str) -> Version:
    try:
        return Version.parse(text)
    except ValueError as fault:
        raise Refused(f"{text!r} is no semantic version: give it as 1.0.12") from fault


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m ci.versions", description=__doc__)
    verbs = parser.add_subparsers(dest="command", required=True)
    version = verbs.add_parser("version", help="say what the service is released as next")
    version.add_argument("--json", action="store_true", help="as an object, with its tag and the release before")
    changelog = verbs.add_parser("changelog", help="say what a release brings, the next one by default")
    tagged = verbs.add_parser("tag", help="give this commit the tag of a release, here and at the remote")
    for command in (version, changelog, tagged):
        command.add_argument("service", metavar="SERVICE")
        command.add_argument("--branch", help="where none is checked out")
    changelog.add_argument("version", metavar="VERSION", nargs="?")
    tagged.add_argument("version", metavar="VERSION")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
