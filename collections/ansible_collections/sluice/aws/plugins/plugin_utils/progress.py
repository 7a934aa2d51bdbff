"""The task that runs, on the last line of a terminal, until something else is said."""

from __future__ import annotations

import os
import sys


class Progress:
    def __init__(self, shown: bool) -> None:
        self.shown = shown and sys.stdout.isatty() and os.environ.get("TERM") != "dumb"

    def show(self, task: str) -> None:
        if self.shown:
            sys.stdout.write(f"\r\033[K▸ {task[: os.get_terminal_size().columns - 3]}")
            sys.stdout.flush()

    def clear(self) -> None:
        if self.shown:
            sys.stdout.write("\r\033[K")
            sys.stdout.flush()
