"""The way of one email, as a person reads it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

DOCUMENTATION = r"""
name: way_of_email
short_description: What sluice.aws.trace_info found, for a reader
description: A line for each step of an email, request, publish, receive, archive and object, and for what went wrong.
options:
  _input: {description: What the module returned., type: dict, required: true}
  email_id: {description: The email's id., type: str, required: true}
author: [Sluice maintainers]
"""

EXAMPLES = r"""
- ansible.builtin.debug:
    msg: "{{ found | sluice.aws.way_of_email('880b1a85-8c02-41f7-8eb1-288e0d4b4134') }}"
"""

RETURN = r"""
_value: {description: Some lines., type: str}
"""

Line = dict[str, Any]


def way_of_email(found: dict[str, Any], email_id: str) -> str:
    steps = [step for line in found["lines"] for step in _steps(line)]
    stored = found["object"]
    if stored:
        steps.append(_step(stored["written"], "object", f"{stored['url']}, {stored['bytes']} bytes"))
    if not steps:
        return f"{email_id}: nothing is known of it. It was never accepted here, or longer ago than was looked back"
    return "\n".join(
        [f"{email_id}:", *steps] + ([] if stored else ["  and no object: it waits, or it is a dead letter"])
    )


def _steps(line: Line) -> list[str]:
    """What one line tells: the services write one when a piece of work ends."""
    when, event = str(line.get("time", "")), line.get("event")
    if event == "request answered":
        answered = _step(when, "request", f"{line['outcome']} ({line['status']}), {line['duration_seconds']} s")
        # 202 is said only after SQS has confirmed that very email.
        confirmed = [_step(when, "publish", "confirmed by SQS")] if line["outcome"] == "accepted" else []
        return [answered, *confirmed]
    if event in ("message archived", "message left"):
        return [
            _step(when, "receive", f"message {line['message_id']}, received {line['receives']} times"),
            _step(when, "archive", f"{line['outcome']}, {line['queue_delay_seconds']} s after it was sent"),
        ]
    rest = {name: value for name, value in line.items() if name not in ("time", "level", "logger", "event", "email_id")}
    return [_step(when, str(line.get("level", "")).lower(), f"{event} {' '.join(f'{k}={v}' for k, v in rest.items())}")]


def _step(when: str, name: str, what: str) -> str:
    return f"  {when.partition('+')[0].replace('T', ' '):<23}  {name:<8}  {what}".rstrip()


class FilterModule:
    def filters(self) -> dict[str, Callable[..., str]]:
        return {"way_of_email": way_of_email}
