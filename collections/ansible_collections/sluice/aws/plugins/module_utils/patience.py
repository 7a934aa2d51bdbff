"""Waits for what AWS does by itself, with a limit and a sentence for whoever waits in vain."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TypeVar

from ansible_collections.sluice.aws.plugins.module_utils.refusals import RefusedError

POLL_SECONDS = 5
Found = TypeVar("Found")


def patiently(look: Callable[[], Found], seconds: float, in_vain: Callable[[], str]) -> Found:
    """The first true answer; raises RefusedError with what `in_vain` says once the limit has passed."""
    deadline = time.monotonic() + seconds
    while not (found := look()):
        if time.monotonic() >= deadline:
            raise RefusedError(in_vain())
        time.sleep(POLL_SECONDS)
    return found
