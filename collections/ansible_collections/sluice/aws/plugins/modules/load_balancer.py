#!/usr/bin/python
"""Application load balancers with one listener, as a list."""

from __future__ import annotations

DOCUMENTATION = r"""
module: load_balancer
short_description: Application load balancers whose listener answers what no rule takes
description:
  - Brings a list of balancers to the wanted state; what leads to a service is that service's rule.
  - Headers that are not valid are dropped, always.
  - Exists since C(amazon.aws.elb_application_lb) cannot be planned where its subnets and groups are not there yet.
options:
  load_balancers:
    description: The balancers.
    type: list
    elements: dict
    required: true
    suboptions:
      name: {description: The balancer's name., type: str, required: true}
      subnets: {description: Name tags of its subnets., type: list, elements: str, required: true}
      security_groups: {description: Names of its groups., type: list, elements: str, required: true}
      port: {description: The listener's port., type: int, required: true}
      answer: {description: The JSON that a path without a rule gets with a 404., type: str, required: true}
      tags: {description: Tags of the balancer., type: dict, default: {}}
extends_documentation_fragment:
  - sluice.aws.resource
  - amazon.aws.common.modules
  - amazon.aws.region.modules
  - amazon.aws.boto3
"""

EXAMPLES = r"""
- name: The balancer is there
  sluice.aws.load_balancer:
    load_balancers:
      - name: sluice-dev
        subnets: [sluice-dev-a, sluice-dev-b]
        security_groups: [sluice-dev-balancer]
        port: 80
        answer: '{"status":"declined"}'
"""

RETURN = r"""
changes:
  description: One entry for each balancer that was changed or would be.
  type: list
  elements: dict
  returned: always
"""

import json
from typing import Any

from ansible_collections.amazon.aws.plugins.module_utils.tagging import ansible_dict_to_boto3_tag_list
from ansible_collections.sluice.aws.plugins.module_utils.elb_tags import read_tags, write_tags
from ansible_collections.sluice.aws.plugins.module_utils.names import load_balancers, security_group_ids, subnet_ids
from ansible_collections.sluice.aws.plugins.module_utils.resource import Resource, State, run

DROP = "routing.http.drop_invalid_header_fields.enabled"
RESPONSE = {"StatusCode": "404", "ContentType": "application/json", "MessageBody": ""}
WAITERS = {"present": "load_balancer_available", "absent": "load_balancers_deleted"}


class LoadBalancer(Resource):
    service = "elbv2"
    kind = "load balancer"
    option = "load_balancers"
    fixed = ("scheme",)

    def wanted(self, item: State) -> State:
        return {
            "name": item["name"],
            "scheme": "internet-facing",
            "subnets": subnet_ids(self.module, item["subnets"]),
            "security_groups": security_group_ids(self.module, item["security_groups"]),
            "drops_invalid_headers": True,
            "listeners": {item["port"]: item["answer"]},
            "tags": item["tags"],
        }

    def read(self, want: State) -> State | None:
        found = load_balancers(self.module, want["name"])
        if not found:
            return None
        arn = found[0]["LoadBalancerArn"]
        attributes = self.client.describe_load_balancer_attributes(LoadBalancerArn=arn)["Attributes"]
        listeners = self.client.describe_listeners(LoadBalancerArn=arn)["Listeners"]
        return {
            "name": want["name"],
            "arn": arn,
            "listener_arns": {listener["Port"]: listener["ListenerArn"] for listener in listeners},
            "scheme": found[0]["Scheme"],
            "subnets": sorted(zone["SubnetId"] for zone in found[0]["AvailabilityZones"]),
            "security_groups": sorted(found[0]["SecurityGroups"]),
            "drops_invalid_headers": {"Key": DROP, "Value": "true"} in attributes,
            "listeners": {listener["Port"]: _answer(listener) for listener in listeners},
            "tags": read_tags(self.client, arn),
        }

    def create(self, want: State) -> None:
        arn = self.client.create_load_balancer(
            Name=want["name"],
            Scheme=want["scheme"],
            Type="application",
            Subnets=want["subnets"],
            SecurityGroups=want["security_groups"],
            **({"Tags": ansible_dict_to_boto3_tag_list(want["tags"])} if want["tags"] else {}),
        )["LoadBalancers"][0]["LoadBalancerArn"]
        self._drop_invalid_headers(arn)
        self._listen(arn, want, {})

    def update(self, want: State, have: State) -> None:
        arn = have["arn"]
        if want["subnets"] != have["subnets"]:
            self.client.set_subnets(LoadBalancerArn=arn, Subnets=want["subnets"])
        if want["security_groups"] != have["security_groups"]:
            self.client.set_security_groups(LoadBalancerArn=arn, SecurityGroups=want["security_groups"])
        if not have["drops_invalid_headers"]:
            self._drop_invalid_headers(arn)
        self._listen(arn, want, have)
        write_tags(self.client, arn, have["tags"], want["tags"])

    def delete(self, have: State) -> None:
        self.client.delete_load_balancer(LoadBalancerArn=have["arn"])

    def wait(self, want: State, state: str) -> None:
        self.client.get_waiter(WAITERS[state]).wait(Names=[want["name"]])

    def _drop_invalid_headers(self, arn: str) -> None:
        self.client.modify_load_balancer_attributes(LoadBalancerArn=arn, Attributes=[{"Key": DROP, "Value": "true"}])

    def _listen(self, arn: str, want: State, have: State) -> None:
        known = have.get("listener_arns", {})
        for port in known.keys() - want["listeners"].keys():
            self.client.delete_listener(ListenerArn=known[port])
        for port, answer in want["listeners"].items():
            if port not in known:
                shape = {"Protocol": "HTTP", "Port": port, "DefaultActions": _actions(answer)}
                self.client.create_listener(LoadBalancerArn=arn, **shape)
            elif answer != have["listeners"][port]:
                self.client.modify_listener(ListenerArn=known[port], DefaultActions=_actions(answer))


def _actions(answer: str) -> list[dict[str, Any]]:
    return [{"Type": "fixed-response", "FixedResponseConfig": {**RESPONSE, "MessageBody": answer}}]


def _answer(listener: dict[str, Any]) -> str:
    """What a path without a rule gets; anything but an answer of our shape is told as it is."""
    actions = listener["DefaultActions"]
    answer = actions[0].get("FixedResponseConfig", {}).get("MessageBody", "")
    response = {key: actions[0].get("FixedResponseConfig", {}).get(key) for key in RESPONSE}
    return str(answer) if response == {**RESPONSE, "MessageBody": answer} else json.dumps(actions, sort_keys=True)


def main() -> None:
    run(LoadBalancer, DOCUMENTATION)


if __name__ == "__main__":
    main()
