"""Alarms of CloudWatch: what is watched, when it is too much, and who is told or what is scaled then."""

from __future__ import annotations

from typing import Any

from ansible_collections.amazon.aws.plugins.module_utils.tagging import (
    ansible_dict_to_boto3_tag_list,
    boto3_tag_list_to_ansible_dict,
)
from ansible_collections.sluice.aws.plugins.module_utils import metric_queries
from ansible_collections.sluice.aws.plugins.module_utils.changes import State
from ansible_collections.sluice.aws.plugins.module_utils.names import scaling_policy_arn
from ansible_collections.sluice.aws.plugins.module_utils.parts.while_released import WhileReleased

# Our word for each field that is AWS's own but for the name.
PLAIN = {
    "description": "AlarmDescription",
    "comparison": "ComparisonOperator",
    "threshold": "Threshold",
    "evaluation_periods": "EvaluationPeriods",
    "datapoints_to_alarm": "DatapointsToAlarm",
    "missing_data": "TreatMissingData",
    "actions_enabled": "ActionsEnabled",
    "ok_actions": "OKActions",
    "insufficient_data_actions": "InsufficientDataActions",
}

LISTED = ("deployment_alarms", "alarms")


class Alarm(WhileReleased):
    service = "cloudwatch"
    kind = "alarm"
    option = "alarms"

    def read_all(self, items: list[State]) -> None:
        if not items:
            return
        # A call takes a hundred names (API reference, DescribeAlarms): more than a service or an estate has.
        described = self._described(AlarmNames=[item["name"] for item in items])
        self._there = {alarm["AlarmName"]: alarm for alarm in described}

    def wanted(self, item: State) -> State:
        if self.state(item) == "absent":
            return item
        scaled = [scaling_policy_arn(self.module, **policy) for policy in item["scaling_policies"]]
        return {
            "name": item["name"],
            **{field: item[field] for field in PLAIN if field in item},
            "actions_enabled": True,
            "datapoints_to_alarm": item["datapoints_to_alarm"] or item["evaluation_periods"],
            "metrics": metric_queries.wanted_queries(self.module, item["metrics"]),
            "period_seconds": item["period_seconds"],
            "actions": sorted([*item["actions"], *scaled]),
            "tags": item["tags"],
        }

    def read(self, want: State) -> State | None:
        alarm = self._there.get(want["name"])
        return self._state(alarm) if alarm else None

    def _state(self, alarm: dict[str, Any]) -> State:
        metrics = alarm.get("Metrics", [])
        periods = {each["MetricStat"]["Period"] for each in metrics if "MetricStat" in each}
        return {
            "name": alarm["AlarmName"],
            "arn": alarm["AlarmArn"],
            **{field: alarm.get(key) for field, key in PLAIN.items()},
            "metrics": metric_queries.described_queries(metrics),
            "period_seconds": periods.pop() if len(periods) == 1 else sorted(periods),
            "actions": sorted(alarm["AlarmActions"]),
            "tags": boto3_tag_list_to_ansible_dict(
                self.client.list_tags_for_resource(ResourceARN=alarm["AlarmArn"])["Tags"]
            ),
        }

    def create(self, want: State) -> None:
        self._put(want, **({"Tags": ansible_dict_to_boto3_tag_list(want["tags"])} if want["tags"] else {}))

    def update(self, want: State, have: State) -> None:
        if any(want[field] != have[field] for field in want if field != "tags"):
            self._put(want)
        if gone := [tag for tag in have["tags"] if tag not in want["tags"]]:
            self.client.untag_resource(ResourceARN=have["arn"], TagKeys=gone)
        if want["tags"] != have["tags"] and want["tags"]:
            self.client.tag_resource(ResourceARN=have["arn"], Tags=ansible_dict_to_boto3_tag_list(want["tags"]))

    def delete(self, have: State) -> None:
        self.client.delete_alarms(AlarmNames=[have["name"]])

    @classmethod
    def clears(cls, params: dict[str, Any]) -> bool:
        return cls is Alarm and bool(params.get("alarm_prefix"))

    def surplus(self) -> list[State]:
        """Those of the prefix that bear the tags of one that is listed, and are not listed themselves."""
        prefix = self.module.params.get("alarm_prefix")
        items = [item for option in LISTED for item in self.module.params.get(option) or []]
        listed, tags = [item["name"] for item in items], [item["tags"] for item in items]
        described = self._described(AlarmNamePrefix=prefix) if prefix else []
        unlisted = [self._state(alarm) for alarm in described if alarm["AlarmName"] not in listed]
        return [state for state in unlisted if state["tags"] in tags]

    def _described(self, **asked: Any) -> list[dict[str, Any]]:
        pages = self.client.get_paginator("describe_alarms").paginate(AlarmTypes=["MetricAlarm"], **asked)
        return [alarm for page in pages for alarm in page["MetricAlarms"]]

    def _put(self, want: State, **tags: Any) -> None:
        self.client.put_metric_alarm(
            AlarmName=want["name"],
            **{key: want[field] for field, key in PLAIN.items()},
            Metrics=metric_queries.to_aws(want["metrics"], Period=want["period_seconds"]),
            AlarmActions=want["actions"],
            **tags,
        )


class DeploymentAlarm(Alarm):
    """One that a service names, by which its deployments are rolled back: it is there before the service is."""

    option = "deployment_alarms"

    def surplus(self) -> list[State]:
        return []  # the others' affair, who come after the service has stopped to name it
