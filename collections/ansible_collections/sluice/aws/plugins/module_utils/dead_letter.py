"""What a dead letter tells of itself."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any, NoReturn

# The rules of consumer_svc/archive.py once more, since a collection stands alone; a test holds the two together.
CANONICAL_UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")


@dataclass(frozen=True)
class DeadLetter:
    message_id: str
    email_id: str
    """The producer's, or the message's own where it is foreign; the name of its object."""
    foreign: bool
    json_object: bool
    sent: str
    receives: int
    bytes: int
    sha256: str
    content: str | None
    """Only where somebody asked for it."""


def dead_letter(message: dict[str, Any], *, with_content: bool) -> DeadLetter:
    """Out of one message as ReceiveMessage returns it."""
    body = message["Body"].encode()
    attributes = message["Attributes"]
    given = message.get("MessageAttributes", {}).get("email_id", {}).get("StringValue", "")
    canonical = bool(CANONICAL_UUID.fullmatch(given))
    sent = datetime.fromtimestamp(int(attributes["SentTimestamp"]) // 1000, UTC)
    return DeadLetter(
        message_id=message["MessageId"],
        email_id=given if canonical else message["MessageId"],
        foreign=not canonical,
        json_object=is_json_object(message["Body"]),
        sent=sent.strftime("%Y-%m-%dT%H:%M:%SZ"),
        receives=int(attributes["ApproximateReceiveCount"]),
        bytes=len(body),
        sha256=sha256(body).hexdigest(),
        content=message["Body"] if with_content else None,
    )


def is_json_object(body: str) -> bool:
    try:
        return isinstance(json.loads(body, parse_int=str, parse_constant=_refuse), dict)
    except (ValueError, RecursionError):
        return False


def _refuse(constant: str) -> NoReturn:
    raise ValueError(constant)
