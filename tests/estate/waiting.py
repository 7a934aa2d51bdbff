"""Waits for what must come true within a deadline."""

import time
from collections.abc import Callable
from typing import TypeVar

Found = TypeVar("Found")


def until(look: Callable[[], Found | None], seconds: float = 60) -> Found:
    """The first true answer; fails with the last one."""
    deadline = time.monotonic() + seconds
    pause = 0.1
    while not (found := look()):
        assert time.monotonic() < deadline, f"not within {seconds} s: {look} answered {found!r}"
        time.sleep(pause)
    return found
