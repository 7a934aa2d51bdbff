"""What AWS goes on doing after it has answered: waited for, with an end and a sentence."""

from __future__ import annotations

import time
from collections.abc import Callable

from ansible_collections.sluice.aws.plugins.module_utils.refusals import RefusedError

POLL_SECONDS = 5


def wait_until(done: Callable[[], bool], what: str, within_seconds: int) -> None:
    """Raises RefusedError, which says what was waited for, where it does not come true in time."""
    deadline = time.monotonic() + within_seconds
    while not done():
        if time.monotonic() > deadline:
            raise RefusedError(
                f"waited {within_seconds} s until {what}, in vain: see why it does not, and run this again"
            )
        time.sleep(POLL_SECONDS)
