"""Gives the lock of the estate back when the run ends, however that is."""

from __future__ import annotations

DOCUMENTATION = r"""
name: lock
type: notification
short_description: The lock of the estate is given back at the end of a run
description:
  - Enabled by ansible.cfg, since no task runs after one that failed.
  - A run that is killed gives nothing back; its lock ends by itself.
author: [Sluice maintainers]
"""

import atexit
import os
import signal
import sys
import time
from multiprocessing.popen_fork import Popen
from types import FrameType
from typing import Any

import psutil
from ansible.plugins.callback import CallbackBase
from ansible_collections.sluice.aws.plugins.plugin_utils.lock_keeper import LOST
from ansible_collections.sluice.aws.plugins.plugin_utils.preloading import preload
from ansible_collections.sluice.aws.plugins.plugin_utils.processes import runs
from ansible_collections.sluice.aws.plugins.plugin_utils.templates import compile_once

# One call to S3; a run that ends should not hang where S3 does.
PATIENCE_SECONDS = 10
# After which a signal that came in the middle of a fork is looked at again.
FORK_SECONDS = 0.05


class CallbackModule(CallbackBase):
    CALLBACK_VERSION = 2.0
    CALLBACK_TYPE = "notification"
    CALLBACK_NAME = "sluice.aws.lock"
    CALLBACK_NEEDS_ENABLED = True

    def __init__(self) -> None:
        super().__init__()
        preload()
        compile_once()

    def v2_runner_on_ok(self, result: Any) -> None:
        if keeper := result.result.get("lock_keeper"):
            signal.signal(LOST, _stop)
            _end_in_order(signal.getsignal(signal.SIGINT))
            # An interrupted run has no last event of its playbook, yet it ends as a program does.
            atexit.register(_give_back, os.getpid(), psutil.Process(keeper))


def _end_in_order(interrupt: Any) -> None:
    """SIGTERM, as a cancelled workflow sends it, ends the run as Ctrl-C does; Ansible alone would just vanish."""
    run = os.getpid()

    def end(number: int, frame: FrameType | None) -> None:
        if os.getpid() != run:  # a worker that has just been forked and has no handler of its own yet
            signal.signal(number, signal.SIG_DFL)
            os.kill(os.getpid(), number)
        if _is_forking(frame):
            signal.setitimer(signal.ITIMER_REAL, FORK_SECONDS)
            return
        signal.signal(signal.SIGTERM, signal.SIG_IGN)  # the end has begun, and a second signal must not cut it short
        interrupt(signal.SIGINT, frame)

    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGALRM):
        signal.signal(number, end)


def _is_forking(frame: FrameType | None) -> bool:
    """An exception in what Python does after a fork (os.register_at_fork) is ignored, and so would be the signal."""
    while frame and frame.f_code is not Popen.__init__.__code__:
        frame = frame.f_back
    return frame is not None


def _stop(_number: int, _frame: Any) -> None:
    sys.stderr.write("\n✗ The lock was lost, so this run stops: another one may be changing the estate, plan it anew\n")
    os.kill(os.getpid(), signal.SIGINT)


def _give_back(run: int, keeper: psutil.Process) -> None:
    if os.getpid() != run or not runs(keeper):  # a worker that was forked from it, or the lock was lost
        return
    keeper.terminate()
    deadline = time.monotonic() + PATIENCE_SECONDS
    while runs(keeper) and time.monotonic() < deadline:
        time.sleep(0.02)
