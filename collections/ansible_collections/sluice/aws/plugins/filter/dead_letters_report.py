"""What sluice.aws.dead_letters_info found, as a person reads it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

DOCUMENTATION = r"""
name: dead_letters_report
short_description: Dead letters as a table
description:
  - Makes a text of what M(sluice.aws.dead_letters_info) found, the counts first and then a line for each message.
options:
  _input: {description: What the module returned., type: dict, required: true}
author: [Sluice maintainers]
"""

EXAMPLES = r"""
- name: Show the dead letters
  ansible.builtin.debug:
    msg: "{{ found | sluice.aws.dead_letters_report }}"
"""

RETURN = r"""
_value: {description: The text., type: str}
"""

MEANS = {
    "not_archived": "has no object: S3 refused it, or the consumer died",
    "archived": "has its object: only the message was not deleted",
    "not_json": "is no JSON object",
    "conflict": "has an object with another content",
}
COLUMNS = ("message id", "email id", "reason", "sent", "bytes")


def dead_letters_report(found: dict[str, Any]) -> str:
    messages = found["messages"]
    if not messages:
        return f"{found['queue']} is empty: no message has failed."
    seen = len(messages)
    counts = [
        (str(found["reasons"][reason]), reason, what) for reason, what in MEANS.items() if reason in found["reasons"]
    ]
    if found["foreign"]:
        counts.append((str(found["foreign"]), "foreign", "of these, without an email id of the producer's"))
    return "\n".join(
        [
            f"{found['queue']} holds {found['total']}" + (":" if found["total"] <= seen else f"; of the first {seen}:"),
            *(f"  {line}" for line in _table(counts)),
            "",
            *_table([COLUMNS, *(_row(message) for message in messages)]),
            *(line for message in messages if "content" in message for line in _content(message)),
        ]
    )


def _row(message: dict[str, Any]) -> tuple[str, ...]:
    email_id = "(foreign)" if message["foreign"] else message["email_id"]
    sent = message["sent"][:16].replace("T", " ") + "Z"
    return (message["message_id"], email_id, message["reason"], sent, str(message["bytes"]))


def _table(rows: Sequence[tuple[str, ...]]) -> list[str]:
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    return ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows]


def _content(message: dict[str, Any]) -> list[str]:
    # A stranger wrote it, and it goes to a terminal, which must not obey it.
    harmless = "".join(
        each if each.isprintable() or each == "\n" else f"\\u{ord(each):04x}" for each in message["content"]
    )
    return ["", f"{message['message_id']}:", *harmless.split("\n")]


class FilterModule:
    def filters(self) -> dict[str, Any]:
        return {"dead_letters_report": dead_letters_report}
