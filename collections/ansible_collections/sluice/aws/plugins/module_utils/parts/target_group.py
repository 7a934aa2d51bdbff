"""Target groups of a balancer for tasks with addresses of their own; who is in them is the service's affair."""

from __future__ import annotations

from typing import Any

from ansible_collections.amazon.aws.plugins.module_utils.modules import AnsibleAWSModule
from ansible_collections.amazon.aws.plugins.module_utils.tagging import ansible_dict_to_boto3_tag_list
from ansible_collections.sluice.aws.plugins.module_utils.elb_tags import read_tags, write_tags
from ansible_collections.sluice.aws.plugins.module_utils.names import vpc_id
from ansible_collections.sluice.aws.plugins.module_utils.resource import Resource, State
from ansible_collections.sluice.aws.plugins.module_utils.target_group_pair import (
    KIND,
    other_name,
    pair,
    right,
    vpc_name,
)

HEALTH_CHECK = {
    "health_check_path": "HealthCheckPath",
    "health_check_interval_seconds": "HealthCheckIntervalSeconds",
    "health_check_timeout_seconds": "HealthCheckTimeoutSeconds",
    "healthy_threshold": "HealthyThresholdCount",
    "unhealthy_threshold": "UnhealthyThresholdCount",
}
DELAY = "deregistration_delay.timeout_seconds"


class TargetGroup(Resource):
    """One that AWS cannot change in place gets a successor beside it, and goes when nobody uses it any more."""

    service = "elbv2"
    kind = KIND
    option = "target_groups"
    fixed = ("vpc", "port")

    def __init__(self, module: AnsibleAWSModule) -> None:
        super().__init__(module)
        self.left_over: list[State] = []
        self.replaced: list[State] = []

    def read(self, want: State) -> State | None:
        groups = pair(self.module, want["name"])
        ours = right(self.module, want["name"], groups)
        others = [group for group in groups if group is not ours]
        self.left_over += [{**self._state(group), "name": group["TargetGroupName"]} for group in others]
        return {**self._state(ours), "name": want["name"]} if ours else None

    def _state(self, group: dict[str, Any]) -> State:
        arn = group["TargetGroupArn"]
        attributes = self.client.describe_target_group_attributes(TargetGroupArn=arn)["Attributes"]
        delays = [attribute["Value"] for attribute in attributes if attribute["Key"] == DELAY]
        return {
            "called": group["TargetGroupName"],
            "arn": arn,
            "vpc": vpc_name(self.module, group["VpcId"]),
            "port": group["Port"],
            **{field: group[key] for field, key in HEALTH_CHECK.items()},
            "deregistration_delay_seconds": int(delays[0]) if delays else None,
            "tags": read_tags(self.client, arn),
        }

    def create(self, want: State) -> None:
        created = self.client.create_target_group(
            Name=want["name"],
            Protocol="HTTP",
            Port=want["port"],
            VpcId=vpc_id(self.module, want["vpc"]),
            TargetType="ip",
            HealthCheckProtocol="HTTP",
            Matcher={"HttpCode": "200"},
            **_health_check(want),
            **({"Tags": ansible_dict_to_boto3_tag_list(want["tags"])} if want["tags"] else {}),
        )["TargetGroups"][0]
        self._set_delay(created["TargetGroupArn"], want)

    def update(self, want: State, have: State) -> None:
        self.client.modify_target_group(TargetGroupArn=have["arn"], **_health_check(want))
        self._set_delay(have["arn"], want)
        write_tags(self.client, have["arn"], have["tags"], want["tags"])

    def delete(self, have: State) -> None:
        self.client.delete_target_group(TargetGroupArn=have["arn"])

    def replace(self, want: State, have: State) -> None:
        self.create({**want, "name": other_name(want["name"], have["called"])})
        self.replaced.append(have)

    def surplus(self) -> list[State]:
        return self.left_over

    def settle(self) -> None:
        for have in self.replaced:
            self.delete(have)

    def _set_delay(self, arn: str, want: State) -> None:
        delay = {"Key": DELAY, "Value": str(want["deregistration_delay_seconds"])}
        self.client.modify_target_group_attributes(TargetGroupArn=arn, Attributes=[delay])


def _health_check(want: State) -> dict[str, Any]:
    return {key: want[field] for field, key in HEALTH_CHECK.items()}
