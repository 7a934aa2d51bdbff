"""`python -m ci.github.proposal ENV STATUS < TEXT`: a plan in the summary of its workflow and on its pull request.

A pull request has one for each environment: a later plan takes the place of the one before, so that nobody approves an
old one by mistake.
"""

import json
import os
import sys
from pathlib import Path
from typing import Any

from ci.github.api import GitHubError, call, ended, listed
from ci.github.text import told


def main() -> int:
    environment, status = sys.argv[1:]
    text = told(environment, status, sys.stdin.read())
    _append("GITHUB_STEP_SUMMARY", text)
    _append("GITHUB_OUTPUT", f"changes={'true' if status == '2' else 'false'}\n")
    try:
        if pull_request := _event().get("pull_request"):
            _comment(int(pull_request["number"]), environment, text)
    except GitHubError as error:
        return ended(error)
    return 0


def _comment(number: int, environment: str, text: str) -> None:
    mark = f"<!-- plan of {environment} -->\n"
    comments = listed(f"issues/{number}/comments")
    before = next((each["id"] for each in comments if each["body"].startswith(mark)), None)
    if before is None:
        call("POST", f"issues/{number}/comments", body=mark + text)
    else:
        call("PATCH", f"issues/comments/{before}", body=mark + text)


def _event() -> dict[str, Any]:
    return dict(json.loads(Path(os.environ["GITHUB_EVENT_PATH"]).read_text()))


def _append(variable: str, text: str) -> None:
    """To a file that a workflow reads what a step has to say from."""
    with Path(os.environ[variable]).open("a") as file:
        file.write(text)


if __name__ == "__main__":
    sys.exit(main())
