#!/usr/bin/python
"""Application load balancers with their listeners, as a list."""

from __future__ import annotations

DOCUMENTATION = r"""
module: load_balancer
short_description: Application load balancers whose listeners say what a path without a rule gets
description:
  - Brings a list of balancers to the wanted state; what leads to a service is that service's rule.
  - Headers that are not valid are dropped, always. A listener that nobody wants any more goes.
  - A removal waits until AWS has taken the balancer's network interfaces out of its subnets.
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
      listeners:
        description: Its listeners, each with either an answer or a redirect.
        type: list
        elements: dict
        required: true
        suboptions:
          port: {description: The port., type: int, required: true}
          protocol: {description: What it speaks., type: str, choices: [HTTP, HTTPS], default: HTTP}
          certificate:
            description: The issued certificate that an HTTPS listener serves.
            type: dict
            suboptions:
              domain: {description: Its domain., type: str, required: true}
              name: {description: Its Name tag., type: str, required: true}
          tls_policy:
            description: Protocols and ciphers of an HTTPS listener.
            type: str
            default: ELBSecurityPolicy-TLS13-1-2-Res-PQ-2025-09
          answer: {description: The JSON that a path without a rule gets with a 404., type: str, default: ""}
          redirect_to_port:
            description: The port of the HTTPS listener that everybody is sent to; services have no rules here then.
            type: int
            default: 0
      access_log_bucket:
        description: The bucket that takes the access logs, in the same region; none where it is empty.
        type: str
        default: ""
      access_log_prefix: {description: What stands before AWSLogs/ in their names., type: str, default: ""}
      deletion_protection: {description: Whether nobody can remove it., type: bool, default: false}
      desync_mitigation:
        description: What happens to requests that two servers might read differently.
        type: str
        choices: [monitor, defensive, strictest]
        default: strictest
      idle_timeout_seconds: {description: Silence after which it closes a connection., type: int, default: 60}
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
        listeners:
          - {port: 80, redirect_to_port: 443}
          - port: 443
            protocol: HTTPS
            certificate: {domain: mail.dev.example.com, name: sluice-dev}
            answer: '{"status":"declined"}'
"""

RETURN = r"""
changes:
  description: One entry for each balancer that was changed or would be.
  type: list
  elements: dict
  returned: always
"""

from ansible_collections.amazon.aws.plugins.module_utils.tagging import ansible_dict_to_boto3_tag_list
from ansible_collections.sluice.aws.plugins.module_utils import balancer_attributes, listeners
from ansible_collections.sluice.aws.plugins.module_utils.ec2_lookup import describe
from ansible_collections.sluice.aws.plugins.module_utils.elb_tags import read_tags, write_tags
from ansible_collections.sluice.aws.plugins.module_utils.names import load_balancers, security_group_ids, subnet_ids
from ansible_collections.sluice.aws.plugins.module_utils.resource import RefusedError, Resource, State, run
from ansible_collections.sluice.aws.plugins.module_utils.waiting import until

PATIENCE_SECONDS = 600


class LoadBalancer(Resource):
    service = "elbv2"
    kind = "load balancer"
    option = "load_balancers"
    fixed = ("scheme",)

    def wanted(self, item: State) -> State:
        return {
            **{field: item[field] for field in balancer_attributes.FIELDS if field in item},
            "name": item["name"],
            "scheme": "internet-facing",
            "subnets": subnet_ids(self.module, item["subnets"]),
            "security_groups": security_group_ids(self.module, item["security_groups"]),
            "drops_invalid_headers": True,
            "listeners": listeners.wanted(item["listeners"]),
            "tags": item["tags"],
        }

    def read(self, want: State) -> State | None:
        found = load_balancers(self.module, want["name"])
        if not found:
            return None
        arn = found[0]["LoadBalancerArn"]
        goes = self.module.params["state"] == "absent" or found[0]["Scheme"] != want["scheme"]
        if goes and want["deletion_protection"]:
            raise RefusedError(
                "the inventory protects it from deletion: set its deletion_protection to false there first"
            )
        known = listeners.read(self.module, self.client, arn, self._items(want))
        return {
            **balancer_attributes.read(self.client, arn),
            "name": want["name"],
            "arn": arn,
            "listener_arns": {port: listener for port, (listener, _) in known.items()},
            "scheme": found[0]["Scheme"],
            "subnets": sorted(zone["SubnetId"] for zone in found[0]["AvailabilityZones"]),
            "security_groups": sorted(found[0]["SecurityGroups"]),
            "listeners": {port: listener for port, (_, listener) in known.items()},
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
        balancer_attributes.write(self.client, arn, want)
        self._listen(arn, want, {"listeners": {}, "listener_arns": {}})

    def update(self, want: State, have: State) -> None:
        arn = have["arn"]
        if want["subnets"] != have["subnets"]:
            self.client.set_subnets(LoadBalancerArn=arn, Subnets=want["subnets"])
        if want["security_groups"] != have["security_groups"]:
            self.client.set_security_groups(LoadBalancerArn=arn, SecurityGroups=want["security_groups"])
        if any(want[field] != have[field] for field in balancer_attributes.FIELDS):
            balancer_attributes.write(self.client, arn, want)
        self._listen(arn, want, have)
        write_tags(self.client, arn, have["tags"], want["tags"])

    def delete(self, have: State) -> None:
        if have["deletion_protection"]:
            balancer_attributes.unprotect(self.client, have["arn"])
        self.client.delete_load_balancer(LoadBalancerArn=have["arn"])

    def wait(self, want: State, state: str) -> None:
        def settled() -> bool:
            states = [found["State"]["Code"] for found in load_balancers(self.module, want["name"])]
            return states == (["active"] if state == "present" else [])

        until(settled, PATIENCE_SECONDS, lambda: f"AWS has not made it {state}")

    def settle(self) -> None:
        """Also what an earlier run removed holds its subnets and groups for as long as its interfaces are there."""
        if self.module.params["state"] == "absent":
            for item in self.module.params["load_balancers"]:
                self._wait_for_interfaces(item["name"])

    def _wait_for_interfaces(self, name: str) -> None:
        until(
            lambda: not self._interfaces(name),
            PATIENCE_SECONDS,
            lambda: (
                f"{name} is gone, but {', '.join(self._interfaces(name))} of its network interfaces still hold its "
                "subnets and groups"
            ),
        )

    def _interfaces(self, name: str) -> list[str]:
        found = describe(self.module, "NetworkInterfaces", {"description": [f"ELB app/{name}/*"]})
        return [each["NetworkInterfaceId"] for each in found]

    def _items(self, want: State) -> list[State]:
        """The listeners as the option has them."""
        return next(
            list(item["listeners"]) for item in self.module.params["load_balancers"] if item["name"] == want["name"]
        )

    def _listen(self, arn: str, want: State, have: State) -> None:
        known = have["listener_arns"]
        for port in known.keys() - want["listeners"].keys():
            self.client.delete_listener(ListenerArn=known[port])
        for item in self._items(want):
            port = item["port"]
            if port not in known:
                shape = listeners.arguments(self.module, item)
                self.client.create_listener(LoadBalancerArn=arn, Port=port, **shape)
            elif want["listeners"][port] != have["listeners"][port]:
                self.client.modify_listener(ListenerArn=known[port], **listeners.arguments(self.module, item))
                for rule in listeners.rule_arns(self.client, known[port]) if item["redirect_to_port"] else []:
                    self.client.delete_rule(RuleArn=rule)


def main() -> None:
    run(LoadBalancer, DOCUMENTATION)


if __name__ == "__main__":
    main()
