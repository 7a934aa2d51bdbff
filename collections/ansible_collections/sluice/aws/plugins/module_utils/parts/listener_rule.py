"""Rules of a balancer's listener, each known by its balancer, the listener's port and its priority."""

from __future__ import annotations

from typing import Any

from ansible_collections.amazon.aws.plugins.module_utils.tagging import ansible_dict_to_boto3_tag_list
from ansible_collections.sluice.aws.plugins.module_utils.elb_tags import read_tags, write_tags
from ansible_collections.sluice.aws.plugins.module_utils.names import listener_arns, target_group_arn
from ansible_collections.sluice.aws.plugins.module_utils.resource import Resource, State


class ListenerRule(Resource):
    service = "elbv2"
    kind = "listener rule"
    option = "rules"

    def name(self, want: State) -> str:
        return f"{want['load_balancer']}:{want['port']}/{want['priority']}"

    def read(self, want: State) -> State | None:
        for listener in listener_arns(self.module, want["load_balancer"], want["port"]):
            for rule in self.client.describe_rules(ListenerArn=listener)["Rules"]:
                if rule["Priority"] == str(want["priority"]):
                    return self._state(want, rule)
        return None

    def _state(self, want: State, rule: dict[str, Any]) -> State:
        target = rule["Actions"][0].get("TargetGroupArn") if len(rule["Actions"]) == 1 else None
        return {
            **{field: want[field] for field in ("load_balancer", "port", "priority")},
            "arn": rule["RuleArn"],
            "paths": [path for condition in rule["Conditions"] for path in _paths(condition)],
            # An ARN of a target group is  …:targetgroup/NAME/ID
            "target_group": target.split("/")[1] if target else None,
            "tags": read_tags(self.client, rule["RuleArn"]),
        }

    def create(self, want: State) -> None:
        listeners = listener_arns(self.module, want["load_balancer"], want["port"])
        if not listeners:
            self.module.fail_json(
                msg=f"The balancer {want['load_balancer']} has no listener on port {want['port']}: "
                "apply playbooks/50_balancer.yml first"
            )
        self.client.create_rule(
            ListenerArn=listeners[0],
            Priority=want["priority"],
            **self._shape(want),
            **({"Tags": ansible_dict_to_boto3_tag_list(want["tags"])} if want["tags"] else {}),
        )

    def update(self, want: State, have: State) -> None:
        self.client.modify_rule(RuleArn=have["arn"], **self._shape(want))
        write_tags(self.client, have["arn"], have["tags"], want["tags"])

    def delete(self, have: State) -> None:
        self.client.delete_rule(RuleArn=have["arn"])

    def _shape(self, want: State) -> dict[str, Any]:
        group = target_group_arn(self.module, want["target_group"])
        return {
            "Conditions": [{"Field": "path-pattern", "PathPatternConfig": {"Values": want["paths"]}}],
            "Actions": [{"Type": "forward", "TargetGroupArn": group}],
        }


def _paths(condition: dict[str, Any]) -> list[str]:
    return list(condition.get("PathPatternConfig", {}).get("Values") or condition.get("Values", []))
