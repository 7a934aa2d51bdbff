"""GitHub's REST API, as far as a workflow speaks it: https://docs.github.com/en/rest"""

import json
import os
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from itertools import count
from typing import Any
from urllib.parse import quote

TIMEOUT_SECONDS = 30
PER_PAGE = 100  # the most that it gives


class GitHubError(Exception):
    """Its message is a sentence for whoever reads the workflow's log."""


def call(method: str, path: str, **body: Any) -> Any:
    """`path` is below the repository that the workflow runs for; raises GitHubError with what GitHub says."""
    url = f"{_told('GITHUB_API_URL')}/repos/{_told('GITHUB_REPOSITORY')}/{path}"
    return _answer(method, url, path, json.dumps(body).encode() if body else None)


def attach(url: str, name: str, content: bytes) -> None:
    """To a release, which says the address; raises GitHubError with what GitHub says."""
    _answer("POST", f"{url}?name={quote(name)}", name, content, {"Content-Type": "application/json"})


def _answer(method: str, url: str, said_as: str, body: bytes | None, headers: dict[str, str] | None = None) -> Any:
    """`None` where GitHub has nothing to say."""
    known = {"Authorization": f"Bearer {_told('GITHUB_TOKEN')}", "Accept": "application/vnd.github+json"}
    # GitHub's own address, by its own variable.
    request = urllib.request.Request(url, body, known | (headers or {}), method=method)  # noqa: S310
    try:
        with urllib.request.urlopen(request, timeout=TIMEOUT_SECONDS) as answer:  # noqa: S310
            return json.loads(answer.read() or b"null")
    except urllib.error.HTTPError as error:
        said = error.read().decode(errors="replace")
        raise GitHubError(f"GitHub answers {error.code} to {method} {said_as}: {said}") from error
    except OSError as error:
        raise GitHubError(f"GitHub does not answer {method} {said_as}: {error}") from error


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
