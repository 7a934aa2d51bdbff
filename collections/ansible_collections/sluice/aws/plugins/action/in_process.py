"""Runs a module of ours in the process that Ansible has forked for its task.

Starting Python once more and importing boto3 there is most of what a module costs that finds nothing to do. The fork
has all that imported (callback/lock.py) and ends with its task, so that nothing of a module outlives it either way.
Ansible finds the action of a module by its name, so that each module has a link to this file.
"""

from __future__ import annotations

import importlib
import io
import json
import os
import traceback
from contextlib import redirect_stdout, suppress
from typing import Any

from ansible.module_utils import basic
from ansible.module_utils.common.json import Direction, get_module_encoder
from ansible.plugins.action import ActionBase
from ansible.utils.display import Display
from ansible_collections.sluice.aws.plugins.module_utils import telling
from ansible_collections.sluice.aws.plugins.plugin_utils.worker import end_with_the_run

# How arguments and answers of a module are written, by Ansible's name for it.
PROFILE = "legacy"


class ActionModule(ActionBase):
    _supports_check_mode = True

    def run(self, tmp: str | None = None, task_vars: dict[str, Any] | None = None) -> dict[str, Any]:
        super().run(tmp, task_vars)
        module = self._task.resolved_action
        arguments = dict(self._task.args)
        self._update_module_args(module, arguments, task_vars)
        self._take_environment()
        telling.listeners[:] = [Display().display]
        encoder = get_module_encoder(PROFILE, Direction.CONTROLLER_TO_MODULE)
        basic._ANSIBLE_ARGS = json.dumps({"ANSIBLE_MODULE_ARGS": arguments}, cls=encoder).encode()
        basic._ANSIBLE_PROFILE = PROFILE
        try:
            said = _answer(module.rpartition(".")[2])
        except Exception as error:
            sentence = f"{module} has a fault: {type(error).__name__}: {error} (-vvv shows where)"
            return {"failed": True, "msg": sentence, "exception": traceback.format_exc()}
        finally:
            end_with_the_run()
        return dict(self._parse_returned_data({"stdout": said}, PROFILE))

    def _take_environment(self) -> None:
        """The one of the play and the task."""
        environment: dict[str, Any] = {}
        self._compute_environment_string(environment)
        os.environ.update({name: str(value) for name, value in environment.items()})


def _answer(module: str) -> str:
    """What a module writes before it ends, as every module does."""
    said = io.StringIO()
    with redirect_stdout(said), suppress(SystemExit):
        importlib.import_module(f"ansible_collections.sluice.aws.plugins.modules.{module}").main()
    return said.getvalue()
