"""Alerts, which are described once, as the alarms of CloudWatch that they become in one estate."""

from __future__ import annotations

from typing import Any

DOCUMENTATION = r"""
name: alarms
short_description: Alerts as alarms of CloudWatch
description:
  - Makes what M(sluice.aws.metric_alarm) takes of a list of alerts; one that CloudWatch cannot see becomes none.
positional: prefix, runbook, common
options:
  _input:
    description: Alerts with C(name), C(means), and C(cloudwatch) in the words of the module.
    type: list
    elements: dict
    required: true
  prefix: {description: What the names of the alarms begin with., type: str, required: true}
  runbook: {description: The document that has a section of the name of each alert., type: str, required: true}
  common: {description: What all of these alarms have in common., type: dict, required: true}
author: [Sluice maintainers]
"""

EXAMPLES = r"""
- name: Alarms of mail are there
  sluice.aws.metric_alarm:
    alarms: "{{ alerts | sluice.aws.alarms('sluice-dev-', 'docs/runbook.md', {'missing_data': 'notBreaching'}) }}"
"""

RETURN = r"""
_value: {description: The alarms., type: list, elements: dict}
"""


def alarms(alerts: list[dict[str, Any]], prefix: str, runbook: str, common: dict[str, Any]) -> list[dict[str, Any]]:
    return [
        {
            "name": f"{prefix}{alert['name']}",
            "description": f"{alert['means']}. What to do: {runbook}#{alert['name']}",
            **common,
            **alert["cloudwatch"],
        }
        for alert in alerts
        if "cloudwatch" in alert
    ]


class FilterModule:
    def filters(self) -> dict[str, Any]:
        return {"alarms": alarms}
