"""Steps as a person sees them: what, how it ended, how long it took."""

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager


class FailedError(Exception):
    """One sentence: what did not work, and the way on."""


class Step:
    """What a step says of itself: `doing` while it lasts, `outcome` when it has ended well."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.outcome = ""

    def doing(self, what: str) -> None:
        """On a terminal one line that is written over; elsewhere it would be noise."""
        if sys.stdout.isatty():
            print(f"\r\033[K▸ {self.name:<14} {what[:60]}", end="", flush=True)


@contextmanager
def step_ctx(name: str) -> Iterator[Step]:
    started = time.monotonic()
    step = Step(name)
    step.doing("")
    try:
        yield step
    finally:
        if sys.stdout.isatty():
            print("\r\033[K", end="", flush=True)
    print(f"✓ {name:<14} {time.monotonic() - started:5.1f} s  {step.outcome}", flush=True)
