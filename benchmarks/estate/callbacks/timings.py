"""Writes what each task of a run took, and how many modules it called."""

from __future__ import annotations

DOCUMENTATION = r"""
name: timings
type: notification
short_description: Seconds and module calls of each task, as JSON
description:
  - A task lasts until the next one begins, so that the sum of all is the time of the run.
options:
  file:
    description: File to write.
    type: path
    required: true
    env: [{name: SLUICE_TIMINGS_FILE}]
author: [Sluice maintainers]
"""

import json
import time
from pathlib import Path
from typing import Any

from ansible.plugins.callback import CallbackBase


class CallbackModule(CallbackBase):
    CALLBACK_VERSION = 2.0
    CALLBACK_TYPE = "notification"
    CALLBACK_NAME = "timings"
    CALLBACK_NEEDS_ENABLED = True

    def __init__(self) -> None:
        super().__init__()
        self.begun = time.monotonic()
        self.tasks: list[dict[str, Any]] = []

    def v2_playbook_on_task_start(self, task: Any, is_conditional: bool) -> None:
        del is_conditional
        self._end()
        self.tasks.append({"action": task.action, "calls": 0, "seconds": 0.0})

    def v2_runner_on_ok(self, result: Any) -> None:
        # What runs in Ansible itself, as assert does, is invoked as no module.
        told = result.result
        self.tasks[-1]["calls"] += sum("invocation" in each for each in told.get("results", [told]))

    def v2_playbook_on_stats(self, stats: Any) -> None:
        del stats
        self._end()
        Path(self.get_option("file")).write_text(json.dumps(self.tasks))

    def _end(self) -> None:
        now = time.monotonic()
        if self.tasks:
            self.tasks[-1]["seconds"] = now - self.begun
        self.begun = now
