"""Prints what a doctor found: a line for each thing that was looked at, and the counts."""

from __future__ import annotations

DOCUMENTATION = r"""
name: doctor
type: stdout
short_description: Findings as a table
description:
  - One line for each finding of C(sluice.aws.doctor), with the next command below what is wrong, and then the counts.
  - A task that fails before is told in one line.
author: [Sluice maintainers]
"""

from collections import Counter
from typing import Any

from ansible import constants
from ansible.plugins.callback import CallbackBase
from ansible_collections.sluice.aws.plugins.module_utils.doctor.finding import RIGHT, SIGNS, UNCHECKED, WRONG

COLORS = {RIGHT: constants.COLOR_OK, WRONG: constants.COLOR_ERROR, UNCHECKED: constants.COLOR_SKIP}
WIDTH = 19  # of the longest title, and a space


class CallbackModule(CallbackBase):
    CALLBACK_VERSION = 2.0
    CALLBACK_TYPE = "stdout"
    CALLBACK_NAME = "sluice.aws.doctor"

    def v2_runner_on_ok(self, result: Any) -> None:
        self._tell(result.result.get("findings", []))

    def v2_runner_on_failed(self, result: Any, ignore_errors: bool = False) -> None:
        del ignore_errors
        if "findings" in result.result:
            self._tell(result.result["findings"])
        else:
            self._display.display(f"✗ {result.task.name}: {result.result.get('msg')}", color=constants.COLOR_ERROR)

    def _tell(self, findings: list[dict[str, Any]]) -> None:
        for finding in findings:
            line = f"{SIGNS[finding['verdict']]} {finding['what']:<{WIDTH}}{finding['said']}"
            self._display.display(line, color=COLORS[finding["verdict"]])
            if finding["then"]:
                self._display.display(f"  {'':<{WIDTH}}next: {finding['then']}")
        if findings:
            counted = Counter(finding["verdict"] for finding in findings)
            self._display.display(", ".join(f"{counted[verdict]} {verdict}" for verdict in (RIGHT, WRONG, UNCHECKED)))
