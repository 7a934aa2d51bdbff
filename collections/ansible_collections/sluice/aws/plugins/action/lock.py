"""Takes the lock of an estate for the rest of the run, by a keeper that outlives the task."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from ansible.plugins.action import ActionBase
from ansible_collections.sluice.aws.plugins.plugin_utils import lock_keeper

COLLECTIONS = Path(__file__).parents[5]


class ActionModule(ActionBase):
    _supports_check_mode = True

    def run(self, tmp: str | None = None, task_vars: dict[str, Any] | None = None) -> dict[str, Any]:
        super().run(tmp, task_vars)
        _, arguments = self.validate_argument_spec(
            {
                "bucket": {"type": "str", "required": True},
                "account": {"type": "str", "required": True},
                "estate": {"type": "str", "required": True},
                "expiry_seconds": {"type": "int", "required": True},
                "break_lock": {"type": "bool", "default": False},
            }
        )
        if self._task.check_mode:
            return {"changed": False, "skipped": True, "msg": "A plan writes nothing, and no lock either"}
        asked = {
            "bucket": arguments["bucket"],
            "account": arguments["account"],
            "estate": arguments["estate"],
            "expiry_seconds": arguments["expiry_seconds"],
            "break": arguments["break_lock"],
            "run": lock_keeper.RUN,
            "pid": os.getppid(),  # of ansible-playbook, whose worker this is
        }
        answer = self._start(asked)
        if "refused" in answer:
            return {"failed": True, "msg": answer["refused"], "failures": [answer["refused"]]}
        return {"changed": False, "bucket_missing": False, **answer}

    def _start(self, asked: dict[str, Any]) -> dict[str, Any]:
        of_the_play: dict[str, Any] = {}
        self._compute_environment_string(of_the_play)
        environment = {**os.environ, **{name: str(value) for name, value in of_the_play.items()}}
        path = os.pathsep.join(filter(None, [str(COLLECTIONS), os.environ.get("PYTHONPATH")]))
        keeper = subprocess.Popen(  # noqa: S603 -- our own module, run by the interpreter that runs this
            [sys.executable, "-m", lock_keeper.__name__, json.dumps(asked)],
            env={**environment, "PYTHONPATH": path},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
            text=True,
        )
        said = keeper.stdout.readline() if keeper.stdout else ""
        if not said:
            return {"refused": "The keeper of the lock ended without a word: is all installed (make environment)?"}
        return dict(json.loads(said))
