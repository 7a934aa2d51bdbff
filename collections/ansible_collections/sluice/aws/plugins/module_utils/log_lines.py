"""What services wrote of one email: JSON lines in log groups, or in files where a machine keeps them so."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from time import time
from typing import Any

from ansible_collections.amazon.aws.plugins.module_utils.modules import AnsibleAWSModule
from ansible_collections.sluice.aws.plugins.module_utils.clients import client
from ansible_collections.sluice.aws.plugins.module_utils.waiting import until

Line = dict[str, Any]
Search = Callable[[str, list[str]], list[Line]]
"""The lines in which a field has one of these values."""

# An hour of logs is searched in seconds; what takes longer than this was given up by CloudWatch.
QUERY_SECONDS = 120
RUNNING = ("Scheduled", "Running", "Unknown")


def way(search: Search, email_id: str) -> list[Line]:
    """All that tells of the email, the oldest first; some tell only of the message that it travels as."""
    own = search("email_id", [email_id])
    messages = sorted({line["message_id"] for line in own if line.get("message_id")})
    lines = own + [line for line in (search("message_id", messages) if messages else []) if line not in own]
    return sorted(lines, key=lambda line: str(line.get("time", "")))


def in_folder(folder: str) -> Search:
    def search(field: str, values: list[str]) -> list[Line]:
        files = sorted(Path(folder).glob("*.log"))
        lines = [_parsed(text) for file in files for text in file.read_text(errors="replace").splitlines()]
        return [line for line in lines if line.get(field) in values]

    return search


def in_groups(module: AnsibleAWSModule, groups: list[str], hours: int) -> Search:
    logs = client(module, "logs")

    def search(field: str, values: list[str]) -> list[Line]:
        now = int(time())
        query = f"fields @message | filter {field} in {json.dumps(values)} | sort @timestamp asc | limit 1000"
        asked = logs.start_query(
            logGroupNames=groups, startTime=now - 3600 * hours, endTime=now + 60, queryString=query
        )["queryId"]
        answers: list[Any] = []

        def has_ended() -> bool:
            answers[:] = [logs.get_query_results(queryId=asked)]
            return answers[0]["status"] not in RUNNING

        until(has_ended, QUERY_SECONDS, lambda: "the query of the logs has no answer")
        fields = [each for row in answers[0]["results"] for each in row]
        lines = [_parsed(each["value"]) for each in fields if each["field"] == "@message"]
        return [line for line in lines if line.get(field) in values]

    return search


def _parsed(text: str) -> Line:
    try:
        line = json.loads(text)
    except ValueError:
        return {}
    return line if isinstance(line, dict) else {}
