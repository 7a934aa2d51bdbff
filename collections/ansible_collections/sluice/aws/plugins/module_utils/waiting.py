"""Waits for what AWS does in its own time, each with a limit and a sentence."""

from __future__ import annotations

import time
from collections.abc import Callable

from ansible_collections.sluice.aws.plugins.module_utils.refusals import RefusedError

POLL_SECONDS = 5


def until(done: Callable[[], bool], seconds: float, otherwise: Callable[[], str]) -> None:
    """Asks every five seconds; raises RefusedError with the sentence of `otherwise`, which is asked at the end."""
    deadline = time.monotonic() + seconds
    while not done():
        if time.monotonic() > deadline:
            raise RefusedError(f"{otherwise()} after {seconds:g} s: look at it, then run this again")
        time.sleep(POLL_SECONDS)
