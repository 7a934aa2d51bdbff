#!/usr/bin/python
"""Rules of a balancer's listener, as a list."""

from __future__ import annotations

DOCUMENTATION = r"""
module: listener_rule
short_description: Listener rules that forward paths to a target group
description:
  - Brings a list of rules to the wanted state. A rule is known by its balancer, its listener's port and its priority.
  - Exists since C(amazon.aws.elb_application_lb) takes all rules of a balancer or none, so that no service could own
    its rule.
options:
  rules:
    description: The rules.
    type: list
    elements: dict
    required: true
    suboptions:
      load_balancer: {description: The balancer's name., type: str, required: true}
      port: {description: The listener's port., type: int, required: true}
      priority: {description: The rule's place among the listener's rules., type: int, required: true}
      paths: {description: The path patterns., type: list, elements: str, required: true}
      target_group: {description: Name of the target group that the paths go to., type: str, required: true}
      tags: {description: Tags of the rule., type: dict, default: {}}
extends_documentation_fragment:
  - sluice.aws.resource
  - amazon.aws.common.modules
  - amazon.aws.region.modules
  - amazon.aws.boto3
"""

EXAMPLES = r"""
- name: The producer answers its paths
  sluice.aws.listener_rule:
    rules:
      - {load_balancer: sluice-dev, port: 443, priority: 10, paths: [/process], target_group: sluice-dev-producer}
"""

RETURN = r"""
changes:
  description: One entry for each rule that was changed or would be.
  type: list
  elements: dict
  returned: always
"""

from typing import Any

from ansible_collections.amazon.aws.plugins.module_utils.tagging import ansible_dict_to_boto3_tag_list
from ansible_collections.sluice.aws.plugins.module_utils.elb_tags import read_tags, write_tags
from ansible_collections.sluice.aws.plugins.module_utils.names import listener_arns, target_group_arn
from ansible_collections.sluice.aws.plugins.module_utils.resource import Resource, State, run


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


def main() -> None:
    run(ListenerRule, DOCUMENTATION)


if __name__ == "__main__":
    main()
