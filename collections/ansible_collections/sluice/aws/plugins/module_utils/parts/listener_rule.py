"""Rules of a balancer's listener, each known by its balancer, the listener's port and its priority."""

from __future__ import annotations

from typing import Any

from ansible_collections.amazon.aws.plugins.module_utils.modules import AnsibleAWSModule
from ansible_collections.amazon.aws.plugins.module_utils.tagging import ansible_dict_to_boto3_tag_list
from ansible_collections.sluice.aws.plugins.module_utils.elb_tags import read_tags, write_tags
from ansible_collections.sluice.aws.plugins.module_utils.names import listener_arns, target_group_arn, target_groups
from ansible_collections.sluice.aws.plugins.module_utils.resource import RefusedError, Resource, State
from ansible_collections.sluice.aws.plugins.module_utils.target_group_pair import name_after


class ListenerRule(Resource):
    """Where the target group is being replaced, the rule goes over to the successor when tasks are in it."""

    service = "elbv2"
    kind = "listener rule"
    option = "rules"

    def __init__(self, module: AnsibleAWSModule) -> None:
        super().__init__(module)
        self.on_the_way: list[tuple[str, State]] = []

    def name(self, want: State) -> str:
        return f"{want['load_balancer']}:{want['port']}/{want['priority']}"

    def wanted(self, item: State) -> State:
        if self.module.params["state"] == "absent":
            return item
        return {**item, "target_group": name_after(self.module, item["target_group"]), "group": item["target_group"]}

    def read(self, want: State) -> State | None:
        for listener in listener_arns(self.module, want["load_balancer"], want["port"]):
            for rule in self.client.describe_rules(ListenerArn=listener)["Rules"]:
                if rule["Priority"] == str(want["priority"]):
                    return self._state(want, rule)
        return None

    def _state(self, want: State, rule: dict[str, Any]) -> State:
        forwards = weights(rule)
        return {
            **{field: want[field] for field in ("load_balancer", "port", "priority")},
            "group": want.get("group"),
            "arn": rule["RuleArn"],
            "paths": [path for condition in rule["Conditions"] for path in _paths(condition)],
            "forwards": forwards,
            "target_group": _told(forwards),
            "tags": read_tags(self.client, rule["RuleArn"]),
        }

    def create(self, want: State) -> None:
        listeners = listener_arns(self.module, want["load_balancer"], want["port"])
        if not listeners:
            raise RefusedError(
                f"the balancer {want['load_balancer']} has no listener on port {want['port']}: "
                "apply playbooks/50_balancer.yml first"
            )
        self.client.create_rule(
            ListenerArn=listeners[0],
            Priority=want["priority"],
            **self._shape(want, self._right(want)),
            **({"Tags": ansible_dict_to_boto3_tag_list(want["tags"])} if want["tags"] else {}),
        )

    def update(self, want: State, have: State) -> None:
        forwards = self._right(want)
        served = {arn: weight for arn, weight in have["forwards"].items() if weight and arn in self._pair(want)}
        if served and not forwards.keys() & served.keys():
            # ECS puts tasks only into a group that a listener knows, and nobody is in the successor yet.
            forwards = {**served, **dict.fromkeys(forwards, 0)}
            self.on_the_way.append((have["arn"], want))
        self.client.modify_rule(RuleArn=have["arn"], **self._shape(want, forwards))
        write_tags(self.client, have["arn"], have["tags"], want["tags"])

    def delete(self, have: State) -> None:
        self.client.delete_rule(RuleArn=have["arn"])

    def finish(self) -> None:
        for arn, want in self.on_the_way:
            self.client.modify_rule(RuleArn=arn, **self._shape(want, self._right(want)))

    def _right(self, want: State) -> dict[str, int]:
        return {target_group_arn(self.module, want["group"]): 1}

    def _pair(self, want: State) -> list[str]:
        return [group["TargetGroupArn"] for group in target_groups(self.module, want["group"])]

    def _shape(self, want: State, forwards: dict[str, int]) -> dict[str, Any]:
        groups = [{"TargetGroupArn": arn, "Weight": weight} for arn, weight in forwards.items()]
        return {
            "Conditions": [{"Field": "path-pattern", "PathPatternConfig": {"Values": want["paths"]}}],
            "Actions": [{"Type": "forward", "ForwardConfig": {"TargetGroups": groups}}],
        }


def weights(rule: dict[str, Any]) -> dict[str, int]:
    """By ARN of the target group; none where the rule does anything else than forward."""
    if [action["Type"] for action in rule["Actions"]] != ["forward"]:
        return {}
    action = rule["Actions"][0]
    groups = action.get("ForwardConfig", {}).get("TargetGroups") or [{"TargetGroupArn": action["TargetGroupArn"]}]
    return {group["TargetGroupArn"]: group.get("Weight", 1) for group in groups}


def _told(forwards: dict[str, int]) -> str | None:
    """The name alone where there is one, since no weight means anything then; an ARN is  …:targetgroup/NAME/ID"""
    names = {arn.split("/")[1]: weight for arn, weight in forwards.items()}
    told = [name if len(names) == 1 else f"{name} (weight {weight})" for name, weight in names.items()]
    return ", ".join(told) or None


def _paths(condition: dict[str, Any]) -> list[str]:
    return list(condition.get("PathPatternConfig", {}).get("Values") or condition.get("Values", []))
