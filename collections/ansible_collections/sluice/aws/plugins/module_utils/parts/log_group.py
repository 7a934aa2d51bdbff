"""Log groups of CloudWatch with their retention and key, and what is counted of their lines."""

from __future__ import annotations

from ansible_collections.sluice.aws.plugins.module_utils.changes import differences
from ansible_collections.sluice.aws.plugins.module_utils.kms_lookup import kms_key_arn
from ansible_collections.sluice.aws.plugins.module_utils.resource import Resource, State


class LogGroup(Resource):
    service = "logs"
    kind = "log group"
    option = "log_groups"
    holds_data = True

    def wanted(self, item: State) -> State:
        filters = {each["name"]: _without_name(each) for each in item["metric_filters"]}
        key = kms_key_arn(self.module, item["key"]) if item["key"] else ""
        return {**item, "key": key, "metric_filters": filters}

    def read(self, want: State) -> State | None:
        pages = self.client.get_paginator("describe_log_groups").paginate(logGroupNamePrefix=want["name"])
        for found in (group for page in pages for group in page["logGroups"] if group["logGroupName"] == want["name"]):
            arn = found["arn"].removesuffix(":*")
            return {
                "name": want["name"],
                "arn": arn,
                "retention_days": found.get("retentionInDays"),
                "key": found.get("kmsKeyId", ""),
                "metric_filters": self._filters(want["name"]),
                "tags": self.client.list_tags_for_resource(resourceArn=arn)["tags"],
            }
        return None

    def create(self, want: State) -> None:
        key = {"kmsKeyId": want["key"]} if want["key"] else {}
        self.client.create_log_group(logGroupName=want["name"], tags=want["tags"], **key)
        self.client.put_retention_policy(logGroupName=want["name"], retentionInDays=want["retention_days"])
        for name in want["metric_filters"]:
            self._put_filter(want, name)

    def update(self, want: State, have: State) -> None:
        changed = {field.split(".")[0] for field in differences(want, have)}
        if "retention_days" in changed:
            self.client.put_retention_policy(logGroupName=want["name"], retentionInDays=want["retention_days"])
        if "key" in changed and want["key"]:
            self.client.associate_kms_key(logGroupName=want["name"], kmsKeyId=want["key"])
        elif "key" in changed:
            self.client.disassociate_kms_key(logGroupName=want["name"])
        for name in {*want["metric_filters"], *have["metric_filters"]}:
            if name not in want["metric_filters"]:
                self.client.delete_metric_filter(logGroupName=want["name"], filterName=name)
            elif want["metric_filters"][name] != have["metric_filters"].get(name):
                self._put_filter(want, name)
        if gone := [tag for tag in have["tags"] if tag not in want["tags"]]:
            self.client.untag_resource(resourceArn=have["arn"], tagKeys=gone)
        if "tags" in changed and want["tags"]:
            self.client.tag_resource(resourceArn=have["arn"], tags=want["tags"])

    def delete(self, have: State) -> None:
        self.client.delete_log_group(logGroupName=have["name"])

    def _filters(self, group: str) -> dict[str, State]:
        pages = self.client.get_paginator("describe_metric_filters").paginate(logGroupName=group)
        return {each["filterName"]: _described(each) for page in pages for each in page["metricFilters"]}

    def _put_filter(self, want: State, name: str) -> None:
        wanted = want["metric_filters"][name]
        counted = {"metricName": wanted["metric"], "metricNamespace": wanted["namespace"], "metricValue": "1"}
        dimensions = {"dimensions": wanted["dimensions"]} if wanted["dimensions"] else {}
        self.client.put_metric_filter(
            logGroupName=want["name"],
            filterName=name,
            filterPattern=wanted["pattern"],
            metricTransformations=[{**counted, **dimensions}],
        )


def _without_name(each: State) -> State:
    return {field: value for field, value in each.items() if field != "name"}


def _described(found: State) -> State:
    """AWS takes exactly one transformation (CloudWatch Logs API Reference, PutMetricFilter)."""
    (counted,) = found["metricTransformations"]
    return {
        "pattern": found["filterPattern"],
        "namespace": counted["metricNamespace"],
        "metric": counted["metricName"],
        "dimensions": counted.get("dimensions", {}),
    }
