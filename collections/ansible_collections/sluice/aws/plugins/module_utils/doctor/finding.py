"""What was looked at, how it is, and what to do about it."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

RIGHT, WRONG, UNCHECKED = "right", "wrong", "not checked"
SIGNS = {RIGHT: "✓", WRONG: "✗", UNCHECKED: "–"}  # noqa: RUF001 -- a dash is meant


@dataclass(frozen=True)
class Finding:
    """`then` is the next command, or the next thing to do, of what is wrong."""

    verdict: str
    what: str
    said: str
    then: str = ""

    def dump(self) -> dict[str, Any]:
        return asdict(self)


def right(what: str, said: str) -> Finding:
    return Finding(RIGHT, what, said)


def wrong(what: str, said: str, then: str) -> Finding:
    return Finding(WRONG, what, said, then)


def unchecked(what: str, why: str) -> Finding:
    """Neither right nor wrong, and never counted as right."""
    return Finding(UNCHECKED, what, f"not checked because {why}")
