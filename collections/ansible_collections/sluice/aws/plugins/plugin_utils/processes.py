"""Whether a process is still at work."""

from __future__ import annotations

import psutil


def runs(process: psutil.Process) -> bool:
    """A number that another process has got since does not count, nor does a process that only waits to be reaped."""
    try:
        return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False
