"""GitHub's REST API, as far as a workflow speaks it: https://docs.github.com/en/rest"""

import json
import os
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from itertools import count
from typing import Any

TIMEOUT_SECONDS = 30
PER_PAGE = 100  # the most that it gives


class GitHubError(Exception):
    """Its message is a sentence for whoever reads the workflow's log."""


def call(method: str, path: str, **body: Any) -> Any:
    """`path` is below the repository that the workflow runs for; raises GitHubError with what GitHub says."""
    url = f"{_told('GITHUB_API_URL')}/repos/{_told('GITHUB_REPOSITORY')}/{path}"
    request = urllib.request.Request(  # noqa: S310 -- GitHub's own address, by its own variable
        url,
        method=method,
        data=json.dumps(body).encode() if body else None,
        headers={"Authorization": f"Bearer {_told('GITHUB_TOKEN')}", "Accept": "application/vnd.github+json"},
    )
    try:
        with urllib.request.urlopen(request, timeout=TIMEOUT_SECONDS) as answer:  # noqa: S310 -- see above
            return json.load(answer)
    except urllib.error.HTTPError as error:
        said = error.read().decode(errors="replace")
        raise GitHubError(f"GitHub answers {error.code} to {method} {path}: {said}") from error
    except OSError as error:
        raise GitHubError(f"GitHub does not answer {method} {path}: {error}") from error


def listed(path: str, field: str = "") -> Iterator[dict[str, Any]]:
    """All pages of a list, or of the list in a field of what is answered."""
    for page in count(1):
        answer = call("GET", f"{path}{'&' if '?' in path else '?'}per_page={PER_PAGE}&page={page}")
        found = answer[field] if field else answer
        yield from found
        if len(found) < PER_PAGE:
            return


def _told(variable: str) -> str:
    if value := os.environ.get(variable):
        return value
    raise GitHubError(
        f"{variable} is not set: a workflow of GitHub sets it, with `GITHUB_TOKEN: ${{{{ github.token }}}}`"
    )


def ended(error: GitHubError) -> int:
    print(f"✗ {error}", file=sys.stderr)
    return 1
