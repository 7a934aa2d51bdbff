"""`python -m ci.github.release SERVICE VERSION SBOM < NOTES`: a tag with its notes and what the image is made of.

It is a draft until all of it is there, so that nobody sees half of it, and GitHub may hold it immutable from then on.
"""

import sys
from pathlib import Path
from typing import Any

from ci.github.api import GitHubError, attach, call, ended, listed


def main() -> int:
    service, version, sbom = sys.argv[1:]
    tag, name = f"{service}-v{version}", f"{service}-{version}.cdx.json"
    notes = sys.stdin.read()
    try:
        release = _found(tag) or call(
            "POST", "releases", tag_name=tag, name=f"{service} {version}", body=notes, draft=True
        )
        if release["draft"]:
            _attach(release, name, Path(sbom).read_bytes())
            release = call("PATCH", f"releases/{release['id']}", body=notes, draft=False)
    except GitHubError as error:
        return ended(error)
    print(f"✓ {release['html_url']}")
    return 0


def _found(tag: str) -> dict[str, Any] | None:
    return next((each for each in listed("releases") if each["tag_name"] == tag), None)


def _attach(release: dict[str, Any], name: str, content: bytes) -> None:
    """In the place of what an interrupted run left, which may be half of it."""
    for asset in release.get("assets", []):
        if asset["name"] == name:
            call("DELETE", f"releases/assets/{asset['id']}")
    # An address with a template behind it: …/assets{?name,label}
    attach(release["upload_url"].partition("{")[0], name, content)


if __name__ == "__main__":
    sys.exit(main())
