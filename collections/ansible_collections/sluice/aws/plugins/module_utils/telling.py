"""Where a module that takes its time says how far it is.

By itself it says it to nobody, for a module has but one answer; in process, to whoever reads the run.
"""

from __future__ import annotations

from collections.abc import Callable

listeners: list[Callable[[str], object]] = []


def tell(line: str) -> None:
    for listener in listeners:
        listener(line)
