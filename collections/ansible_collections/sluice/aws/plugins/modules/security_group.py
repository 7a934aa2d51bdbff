#!/usr/bin/python
"""Security groups and the graph of who may call whom, as two lists."""

from __future__ import annotations

DOCUMENTATION = r"""
module: security_group
short_description: Security groups of one VPC, with their rules from a graph
description:
  - Brings a list of security groups to the wanted state, found by their group name.
  - The rules come from C(calls), each of which opens both ends, the caller's outbound and the called one's inbound.
    Rules that no call asks for are removed, the one that AWS gives to every new group too.
  - A group of the prefix that bears the tags of one that is listed, and is not listed itself, goes.
  - Groups are all made before any rule, and all rules removed before any group, so that they may name one another.
  - A call that moves to another port would be cut if its old port were closed before those who listen on it have moved.
    So an apply may open first and close once they have, by two runs with another C(step).
  - Exists since C(amazon.aws.ec2_security_group) takes one group a call and cannot name one that is not there yet.
options:
  groups:
    description: The groups.
    type: list
    elements: dict
    required: true
    suboptions:
      name: {description: The name that calls use., type: str, required: true}
      vpc: {description: Name tag of its VPC., type: str, required: true}
      description: {description: Who is in it., type: str, required: true}
      tags: {description: Tags of the group., type: dict, default: {}}
  calls:
    description: Who may call whom; each has one end C(from) and one end C(to).
    type: list
    elements: dict
    default: []
    suboptions:
      from: {description: Name of the group that calls., type: str}
      from_cidrs: {description: Address ranges that call; nobody where there are none., type: list, elements: str}
      to: {description: Name of the group that is called., type: str}
      to_cidrs: {description: Address ranges that are called., type: list, elements: str}
      to_prefix_list: {description: 'Service whose prefix list is called, for example C(s3).', type: str}
      port: {description: The port that is called., type: int, required: true}
      protocol: {description: The protocol., type: str, choices: [tcp, udp], default: tcp}
      description: {description: Why., type: str, default: ''}
  prefix: {description: What the groups' names begin with in AWS., type: str, default: ''}
  step:
    description:
      - C(open) leaves rules between groups of the list open that no call asks for, and does all else.
      - C(close) closes these and does nothing else.
    type: str
    choices: [both, open, close]
    default: both
extends_documentation_fragment:
  - sluice.aws.resource
  - amazon.aws.common.modules
  - amazon.aws.region.modules
  - amazon.aws.boto3
"""

EXAMPLES = r"""
- name: The balancer may call the producer, and nobody else may
  sluice.aws.security_group:
    prefix: sluice-dev-
    groups:
      - {name: balancer, vpc: sluice-dev, description: The balancer}
      - {name: producer, vpc: sluice-dev, description: The producer's tasks}
    calls:
      - {from_cidrs: [0.0.0.0/0], to: balancer, port: 443}
      - {from: balancer, to: producer, port: 8080}
"""

RETURN = r"""
changes:
  description: One entry for each group that was changed or would be.
  type: list
  elements: dict
  returned: always
"""

from functools import cached_property

from ansible_collections.sluice.aws.plugins.module_utils.ec2 import Ec2Resource, tags_of
from ansible_collections.sluice.aws.plugins.module_utils.ec2_kinds import SECURITY_GROUP, VPC
from ansible_collections.sluice.aws.plugins.module_utils.ec2_lookup import Described, describe, ids, names
from ansible_collections.sluice.aws.plugins.module_utils.resource import RefusedError, State, run
from ansible_collections.sluice.aws.plugins.module_utils.security_group_rules import (
    INBOUND,
    OUTBOUND,
    Rules,
    ends,
    line,
    permission,
    wanted,
)

WAYS = {INBOUND: "ingress", OUTBOUND: "egress"}


class SecurityGroup(Ec2Resource):
    ec2_kind = SECURITY_GROUP
    option = "groups"
    fixed = ("vpc", "description")
    # Interfaces that are in a group would lose every rule with it, and AWS does not let a group in use go.
    holds_data = True

    def name(self, want: State) -> str:
        return f"{self.module.params['prefix']}{want['name']}"

    def read_all(self, items: list[State]) -> None:
        prefix = self.module.params["prefix"]
        if not prefix:
            return super().read_all(items)
        self.described = describe(self.module, self.ec2_kind.listed, {self.ec2_kind.named_by: [f"{prefix}*"]})
        return None

    def state(self, item: State) -> str:
        nothing_to_close = self._is_step("close") and not self.found(self.name(item))
        return "absent" if nothing_to_close else super().state(item)

    def surplus(self) -> list[State]:
        if self._is_step("close"):
            return []
        prefix, items = self.module.params["prefix"], self.module.params["groups"]
        listed, tags = [self.name(item) for item in items], [item["tags"] for item in items]
        unlisted = [each for each in self.described if each["GroupName"] not in listed and tags_of(each) in tags]
        return [state for each in unlisted if (state := self.read({"name": each["GroupName"].removeprefix(prefix)}))]

    def wanted(self, item: State) -> State:
        self._check_the_graph()
        rules = wanted(self.module.params["calls"], item["name"])
        have = self.read(item)
        if not have or self._is_step("both"):
            return {**item, **rules}
        if self._is_step("open"):
            return {**item, **{way: {**self._between(have[way]), **rules[way]} for way in WAYS}}
        closing = {way: [text for text in self._between(have[way]) if text not in rules[way]] for way in WAYS}
        open_yet = {way: {text: why for text, why in have[way].items() if text not in closing[way]} for way in WAYS}
        return {"name": item["name"], **open_yet, "tags": have["tags"]}

    def _is_step(self, step: str) -> bool:
        return self.module.params["state"] == "present" and bool(self.module.params["step"] == step)

    def _between(self, rules: Rules) -> Rules:
        """Those whose other end is a group of the list."""
        ours = tuple(f" group {item['name']}" for item in self.module.params["groups"])
        return {text: why for text, why in rules.items() if text.endswith(ours)}

    def read(self, want: State) -> State | None:
        found = self.found(self.name(want))
        if not found:
            return None
        rules = [rule for rule in self._rules if rule["GroupId"] == found["GroupId"]]
        lines = {rule["SecurityGroupRuleId"]: self._line(rule) for rule in rules}
        return {
            "name": want["name"],
            "id": found["GroupId"],
            "vpc": names(self.module, VPC)[found["VpcId"]],
            "description": found["Description"],
            **{
                way: {
                    lines[rule["SecurityGroupRuleId"]][1]: rule.get("Description", "")
                    for rule in rules
                    if lines[rule["SecurityGroupRuleId"]][0] == way
                }
                for way in WAYS
            },
            "rule_ids": {each: rule for rule, each in lines.items()},
            "tags": tags_of(found),
        }

    def create(self, want: State) -> None:
        group = self._ids[want["name"]]
        given = [rule for rule in self._described_rules([group]) if rule["IsEgress"]]
        lines = {self._line(rule): rule["SecurityGroupRuleId"] for rule in given}
        self._rule(want, {"id": group, INBOUND: {}, OUTBOUND: {text: "" for _, text in lines}, "rule_ids": lines})

    def update(self, want: State, have: State) -> None:
        self._rule(want, have)
        self.write_tags(have, want)

    def delete(self, have: State) -> None:
        _ = self._closed
        self.once_free("delete_security_group", GroupId=have["id"])

    def _check_the_graph(self) -> None:
        known = {f"group {item['name']}" for item in self.module.params["groups"]}
        for call in self.module.params["calls"]:
            told = {key: value for key, value in call.items() if value}
            for way in ("from", "to"):
                said = ends(call, way)
                if said is None:
                    raise RefusedError(f"the call {told} has no end `{way}`")
                if unknown := [end for end in said if end.startswith("group ") and end not in known]:
                    listed = ", ".join(sorted(name.removeprefix("group ") for name in known))
                    raise RefusedError(f"the call {told} names the {unknown[0]}, and the list has {listed}")

    @cached_property
    def _ids(self) -> dict[str, str]:
        """Each group's id by the name that calls use; makes the groups that are missing, all of them."""
        return {item["name"]: self._id(item) for item in self.module.params["groups"]}

    def _id(self, item: State) -> str:
        found = self.found(self.name(item))
        if found:
            return str(found["GroupId"])
        return str(
            self.client.create_security_group(
                GroupName=self.name(item),
                Description=item["description"],
                VpcId=ids(self.module, VPC, [item["vpc"]])[0],
                **self.specification({**item, "name": self.name(item)}),
            )["GroupId"]
        )

    @cached_property
    def _rules(self) -> list[Described]:
        groups = [group["GroupId"] for group in self.described]
        return self._described_rules(groups) if groups else []

    def _described_rules(self, groups: list[str]) -> list[Described]:
        return describe(self.module, "SecurityGroupRules", {"group-id": groups})

    @cached_property
    def _closed(self) -> None:
        """The groups that go name one another no longer; those that stay name none of them since no call does."""
        all_go = self.module.params["state"] == "absent"
        going = [each["GroupId"] for each in self.described] if all_go else [each["id"] for each in self.surplus()]
        for rule in [rule for rule in self._rules if rule["GroupId"] in going]:
            self._revoke(rule["GroupId"], OUTBOUND if rule["IsEgress"] else INBOUND, rule["SecurityGroupRuleId"])

    @cached_property
    def _prefix_lists(self) -> dict[str, str]:
        """Their names, as calls use them, by id."""
        beginning = f"com.amazonaws.{self.client.meta.region_name}."
        found = describe(self.module, "PrefixLists")
        return {each["PrefixListId"]: each["PrefixListName"].removeprefix(beginning) for each in found}

    def _line(self, rule: Described) -> tuple[str, str]:
        prefix = self.module.params["prefix"]
        groups = {each: name.removeprefix(prefix) for each, name in names(self.module, SECURITY_GROUP).items()}
        return line(rule, groups, self._prefix_lists if "PrefixListId" in rule else {})

    def _rule(self, want: State, have: State) -> None:
        """What is wanted is opened before anything is closed, so that no call that stays is cut."""
        for way, verb in WAYS.items():
            new = {text: why for text, why in want[way].items() if have[way].get(text) != why}
            gone = [text for text in have[way] if text not in want[way] or text in new]
            # Two rules of one line cannot be: one with another description takes the place of the old one.
            for text in [text for text in gone if text in new]:
                self._revoke(have["id"], way, have["rule_ids"][way, text])
            if new:
                prefix_lists = {name: each for each, name in self._prefix_lists.items()}
                permissions = [permission(text, why, self._ids, prefix_lists) for text, why in new.items()]
                getattr(self.client, f"authorize_security_group_{verb}")(GroupId=have["id"], IpPermissions=permissions)
            for text in [text for text in gone if text not in new]:
                self._revoke(have["id"], way, have["rule_ids"][way, text])

    def _revoke(self, group: str, way: str, rule: str) -> None:
        getattr(self.client, f"revoke_security_group_{WAYS[way]}")(GroupId=group, SecurityGroupRuleIds=[rule])


def main() -> None:
    run(SecurityGroup, DOCUMENTATION)


if __name__ == "__main__":
    main()
