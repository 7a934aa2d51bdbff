"""Prints a run as a plan: what each resource goes through, nothing for what is right, and the counts."""

from __future__ import annotations

DOCUMENTATION = r"""
name: plan
type: stdout
short_description: A run as a plan
description:
  - One line for each resource that is changed, or in check mode would be, and one of the counts at the end.
  - A module of sluice.aws says what it changes; another one that does is shown by the name of its task.
  - A run that compares nothing with the inventory says what its tasks say, and counts nothing.
  - Each failure is one readable message. With C(-v) plays, tasks, all fields and whole values are shown too.
options:
  plan_file:
    description: File that gets the same as JSON.
    type: path
    env: [{name: SLUICE_PLAN_FILE}]
    ini: [{section: callback_plan, key: plan_file}]
author: [Sluice maintainers]
"""

import json
from pathlib import Path
from typing import Any

from ansible import constants, context
from ansible.plugins.callback import CallbackBase
from ansible_collections.sluice.aws.plugins.plugin_utils.failures import sentences
from ansible_collections.sluice.aws.plugins.plugin_utils.findings_text import findings_text
from ansible_collections.sluice.aws.plugins.plugin_utils.fingerprint import fingerprint
from ansible_collections.sluice.aws.plugins.plugin_utils.plan_text import (
    COLORS,
    change_text,
    counts,
    left_text,
    summary,
)
from ansible_collections.sluice.aws.plugins.plugin_utils.progress import Progress
from ansible_collections.sluice.aws.plugins.plugin_utils.whose import whose

# Say line by line how far they are.
TELLS_ITSELF = ("sluice.aws.deployment", "sluice.aws.redrive")


class CallbackModule(CallbackBase):
    CALLBACK_VERSION = 2.0
    CALLBACK_TYPE = "stdout"
    CALLBACK_NAME = "sluice.aws.plan"

    def __init__(self) -> None:
        super().__init__()
        self.changes: list[dict[str, Any]] = []
        self.failed: list[str] = []
        self.left: list[dict[str, str]] = []
        self.compared = False
        self.plays: list[Any] = []
        self.check = bool(context.CLIARGS.get("check"))
        self.verbose = self._display.verbosity > 0
        self.progress = Progress(shown=not self.verbose)

    def v2_playbook_on_play_start(self, play: Any) -> None:
        self.plays.append(play)
        if self.verbose:
            self._say(f"PLAY [{play.get_name()}]")

    def v2_playbook_on_task_start(self, task: Any, is_conditional: bool) -> None:
        del is_conditional
        if task.action in TELLS_ITSELF:
            self.progress.clear()
        else:
            self.progress.show(task.name)
        if self.verbose:
            self._say(f"TASK [{task.get_name()}]")

    def v2_runner_on_ok(self, result: Any) -> None:
        if not (result.task.loop and "results" in result.result):
            self._note(result, result.task.name)

    def v2_runner_item_on_ok(self, result: Any) -> None:
        self._note(result, f"{result.task.name} ({self._get_item_label(result.result)})")

    def v2_runner_on_failed(self, result: Any, ignore_errors: bool = False) -> None:
        # The items of a loop have told theirs.
        if not ignore_errors and not (result.task.loop and "results" in result.result):
            self._note_failure(result)

    def v2_runner_item_on_failed(self, result: Any) -> None:
        self._note_failure(result)

    def v2_runner_on_unreachable(self, result: Any) -> None:
        self._note_failure(result)

    def v2_playbook_on_no_hosts_matched(self) -> None:
        if self.verbose:
            self._say("no hosts matched")

    def v2_playbook_on_stats(self, stats: Any) -> None:
        del stats
        if self.compared or (self.check and self.failed):
            self._say(summary(counts(self.changes), check=self.check, failed=len(self.failed)))
        if path := self.get_option("plan_file"):
            code = fingerprint(Path(constants.CONFIG_FILE).parent, context.CLIARGS["inventory"])
            named = next(filter(None, map(whose, reversed(self.plays))), {"estate": "", "account": ""})
            told = {**named, "code": code, "check": self.check, "changes": self.changes}
            told |= {"counts": counts(self.changes), "failed": self.failed, "left": self.left}
            Path(path).write_text(json.dumps(told, indent=2, ensure_ascii=False, default=str) + "\n")

    def _note(self, result: Any, task: str) -> None:
        self._handle_warnings(result.result)
        if result.task.action.rpartition(".")[2] == "debug":
            self._say(str(result.result.get("msg", "")))
        elif "findings" in result.result:
            self._say_findings(result.result["findings"])
        elif "changes" in result.result:
            self._note_changes(result.result["changes"])
            self._note_left(result.result.get("left", []))
        elif result.result.get("changed") and result.task.action not in TELLS_ITSELF:
            self._note_changes([{"action": "change", "kind": "task", "name": task, "fields": {}}])

    def _note_changes(self, changes: list[dict[str, Any]]) -> None:
        self.compared = True
        self.changes += changes
        for change in changes:
            self._say(change_text(change, self.verbose), COLORS[change["action"]])

    def _note_left(self, left: list[dict[str, str]]) -> None:
        self.left += left
        for each in left:
            self._say(left_text(each))

    def _note_failure(self, result: Any) -> None:
        self._handle_warnings(result.result)
        if "findings" in result.result:
            self._say_findings(result.result["findings"])
            return
        if "changes" in result.result:
            self._note_changes(result.result["changes"])
        for sentence in sentences(result.result, result.task.name, result.task.action):
            self.failed.append(sentence)
            self._say(f"✗ {sentence}", constants.COLOR_ERROR)

    def _say_findings(self, findings: list[dict[str, Any]]) -> None:
        for text, color in findings_text(findings):
            self._say(text, color)

    def _say(self, text: str, color: str | None = None) -> None:
        self.progress.clear()
        self._display.display(text, color=color)
