"""Starts a redrive and follows it to its end: a module cannot speak while it runs, an action can."""

from __future__ import annotations

import time
from typing import Any

from ansible.plugins.action import ActionBase
from ansible.utils.display import Display

LONGEST_PAUSE = 30  # between two looks at a move of hours
WHY = {
    # SQS Developer Guide, "Troubleshooting dead-letter queue redrive"
    "CouldNotDetermineMessageSource": "somebody sent a message to the dead-letter queue itself, so that SQS does not "
    "know where it belongs: name a destination",
    "AWS.SimpleQueueService.NonExistentQueue": "the queue that a message came from is no longer there",
}


class ActionModule(ActionBase):
    def run(self, tmp: str | None = None, task_vars: dict[str, Any] | None = None) -> dict[str, Any]:
        super().run(tmp, task_vars)
        begun = self._execute_module(module_name="sluice.aws.redrive", task_vars=task_vars)
        if begun.get("failed"):
            return dict(begun)
        if self._task.check_mode:
            Display().display(f"  would move about {begun['to_move']}")
            return dict(begun)
        Display().display("  a move runs already" if begun["joined"] else f"  moving about {begun['to_move']}")
        started = time.monotonic()
        moved = -1
        while True:
            looked = self._look(task_vars)
            if looked.get("failed"):
                return {**looked, "msg": f"The move goes on, but nobody can see it; run this again. {looked['msg']}"}
            task = looked["task"]
            if task and task["started"] != begun["earlier"]:
                if task["moved"] != moved:
                    moved = task["moved"]
                    Display().display(f"  moved {moved} of about {task['to_move']}")
                if task["status"] not in ("RUNNING", "CANCELLING"):
                    return _result(task)
            # Each look costs about a second by itself; the longer it takes, the rarer they are.
            time.sleep(min(LONGEST_PAUSE, (time.monotonic() - started) / 10))

    def _look(self, task_vars: dict[str, Any] | None) -> dict[str, Any]:
        ours = ("destination", "messages_per_second")
        arguments = {name: value for name, value in self._task.args.items() if name not in ours}
        looked = self._execute_module(module_name="sluice.aws.redrive_info", module_args=arguments, task_vars=task_vars)
        return dict(looked)


def _result(task: dict[str, Any]) -> dict[str, Any]:
    result = {"changed": task["moved"] > 0, "moved": task["moved"], "to_move": task["to_move"]}
    if task["status"] == "COMPLETED":
        return result
    why = WHY.get(task["failure"], task["failure"]) or "somebody cancelled it"
    told = f"The move ended as {task['status']} after {task['moved']} of about {task['to_move']} messages: {why}"
    return {**result, "failed": True, "msg": told}
