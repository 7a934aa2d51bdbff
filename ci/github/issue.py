"""`python -m ci.github.issue ENV STATUS < TEXT`: an estate that has drifted has an open issue, and no other one has."""

import sys

from ci.github.api import GitHubError, call, ended, listed
from ci.github.text import told

LABEL = "drift"


def main() -> int:
    environment, status = sys.argv[1:]
    title = f"The estate {environment} has drifted"
    text = told(environment, status, sys.stdin.read())
    try:
        issues = listed(f"issues?state=open&labels={LABEL}")
        number = next((each["number"] for each in issues if each["title"] == title), None)
        if status == "0" and number is not None:
            call("PATCH", f"issues/{number}", state="closed")
        elif status != "0" and number is not None:
            call("PATCH", f"issues/{number}", body=text)
        elif status != "0":
            call("POST", "issues", title=title, body=text, labels=[LABEL])
    except GitHubError as error:
        return ended(error)
    return 0


if __name__ == "__main__":
    sys.exit(main())
