"""Waits for what AWS does in its own time, each with a limit and a sentence for whoever waits in vain."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TypeVar

from ansible_collections.sluice.aws.plugins.module_utils.refusals import RefusedError

POLL_SECONDS = 5
LOOK = "look at it, then run this again"
Found = TypeVar("Found")


def until(look: Callable[[], Found], seconds: float, in_vain: Callable[[], str], then: str = LOOK) -> Found:
    """The first true answer; raises RefusedError with what `in_vain` says once the limit has passed, and the way on."""
    deadline = time.monotonic() + seconds
    while not (found := look()):
        if time.monotonic() >= deadline:
            raise RefusedError(f"{in_vain()} after {seconds:g} s: {then}")
        time.sleep(POLL_SECONDS)
    return found
