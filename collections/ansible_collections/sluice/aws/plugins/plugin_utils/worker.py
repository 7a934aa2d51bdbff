"""The process that Ansible forks for a task, and the run that it belongs to."""

from __future__ import annotations

import ctypes
import multiprocessing
import os
import signal
import sys

PR_SET_PDEATHSIG = 1  # linux/prctl.h


def end_with_the_run() -> None:
    """For a worker that is done with AWS and has only to tell the run so, which somebody may have killed or kills now.

    It tells so through a pipe of which it holds both ends: what is longer than a pipe takes at once, 64 KiB on Linux,
    would wait for ever for a run that is gone to read it.
    """
    run = multiprocessing.parent_process()
    if run is None:
        return
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != run.pid:
        os._exit(1)
