"""Target groups of a balancer for tasks with addresses of their own; who is in them is the service's affair."""

from __future__ import annotations

from typing import Any

from ansible_collections.amazon.aws.plugins.module_utils.tagging import ansible_dict_to_boto3_tag_list
from ansible_collections.sluice.aws.plugins.module_utils.elb_tags import read_tags, write_tags
from ansible_collections.sluice.aws.plugins.module_utils.names import target_groups, vpc_id
from ansible_collections.sluice.aws.plugins.module_utils.resource import Resource, State

HEALTH_CHECK = {
    "health_check_path": "HealthCheckPath",
    "health_check_interval_seconds": "HealthCheckIntervalSeconds",
    "health_check_timeout_seconds": "HealthCheckTimeoutSeconds",
    "healthy_threshold": "HealthyThresholdCount",
    "unhealthy_threshold": "UnhealthyThresholdCount",
}
DELAY = "deregistration_delay.timeout_seconds"


class TargetGroup(Resource):
    service = "elbv2"
    kind = "target group"
    option = "target_groups"
    fixed = ("vpc", "port")

    def read(self, want: State) -> State | None:
        found = target_groups(self.module, want["name"])
        if not found:
            return None
        arn = found[0]["TargetGroupArn"]
        attributes = self.client.describe_target_group_attributes(TargetGroupArn=arn)["Attributes"]
        delays = [attribute["Value"] for attribute in attributes if attribute["Key"] == DELAY]
        return {
            "name": want["name"],
            "arn": arn,
            "vpc": want["vpc"] if found[0]["VpcId"] == vpc_id(self.module, want["vpc"]) else found[0]["VpcId"],
            "port": found[0]["Port"],
            **{field: found[0][key] for field, key in HEALTH_CHECK.items()},
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

    def _set_delay(self, arn: str, want: State) -> None:
        delay = {"Key": DELAY, "Value": str(want["deregistration_delay_seconds"])}
        self.client.modify_target_group_attributes(TargetGroupArn=arn, Attributes=[delay])


def _health_check(want: State) -> dict[str, Any]:
    return {key: want[field] for field, key in HEALTH_CHECK.items()}
