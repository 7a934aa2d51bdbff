#!/usr/bin/python
"""Network ACLs, as a list."""

from __future__ import annotations

DOCUMENTATION = r"""
module: network_acl
short_description: Network ACLs of a VPC with their subnets
description:
  - Brings a list of network ACLs to the wanted state, found by their Name tag. Rules that nobody wants are removed.
  - A subnet that leaves an ACL, or whose ACL is removed, is served by the default one of the VPC again.
  - Exists since C(amazon.aws.ec2_vpc_nacl) takes ids, and names no rule that drifted.
options:
  network_acls:
    description: The network ACLs.
    type: list
    elements: dict
    required: true
    suboptions:
      name: {description: The Name tag., type: str, required: true}
      vpc: {description: Name tag of its VPC., type: str, required: true}
      subnets: {description: Name tags of the subnets that it serves., type: list, elements: str, default: []}
      inbound: &rules
        description: The rules; the lowest number that matches decides, and what none matches is denied.
        type: list
        elements: dict
        default: []
        suboptions:
          number: {description: Its place among the rules., type: int, required: true}
          action: {description: What it does., type: str, choices: [allow, deny], required: true}
          protocol: {description: The protocol., type: str, choices: [all, tcp, udp], default: all}
          port: {description: The port; all of them where it is not said., type: int}
          cidr: {description: The address range., type: str, default: 0.0.0.0/0}
      outbound: *rules
      tags: {description: Tags of the network ACL., type: dict, default: {}}
extends_documentation_fragment:
  - sluice.aws.resource
  - amazon.aws.common.modules
  - amazon.aws.region.modules
  - amazon.aws.boto3
"""

EXAMPLES = r"""
- name: Nobody logs in from outside
  sluice.aws.network_acl:
    network_acls:
      - name: sluice-dev
        vpc: sluice-dev
        subnets: [sluice-dev-public-a]
        inbound: [{number: 100, action: deny, protocol: tcp, port: 22}, {number: 200, action: allow}]
        outbound: [{number: 200, action: allow}]
"""

RETURN = r"""
changes:
  description: One entry for each network ACL that was changed or would be.
  type: list
  elements: dict
  returned: always
"""

from collections.abc import Iterable
from typing import Any

from ansible_collections.amazon.aws.plugins.module_utils.modules import AnsibleAWSModule
from ansible_collections.sluice.aws.plugins.module_utils.ec2 import Ec2Resource, tags_of
from ansible_collections.sluice.aws.plugins.module_utils.ec2_kinds import NETWORK_ACL, SUBNET, VPC
from ansible_collections.sluice.aws.plugins.module_utils.ec2_lookup import describe, ids, names
from ansible_collections.sluice.aws.plugins.module_utils.resource import State, run

# The last rule of every ACL, which denies and which nobody can change.
LAST = 32767
PROTOCOLS = {"all": "-1", "tcp": "6", "udp": "17"}
ALL_PORTS = "0-65535"
WAYS = {"inbound": False, "outbound": True}


class NetworkAcl(Ec2Resource):
    ec2_kind = NETWORK_ACL
    option = "network_acls"
    fixed = ("vpc",)

    def __init__(self, module: AnsibleAWSModule) -> None:
        super().__init__(module)
        self.entries: dict[tuple[str, str, str], dict[str, Any]] = {}

    def wanted(self, item: State) -> State:
        rules = {way: {str(rule["number"]): _sentence(rule) for rule in item[way]} for way in WAYS}
        numbered = [(way, str(rule["number"]), rule) for way in WAYS for rule in item[way]]
        self.entries |= {(item["name"], way, number): _entry(way, rule) for way, number, rule in numbered}
        return {**item, **rules, "subnets": sorted(item["subnets"])}

    def read(self, want: State) -> State | None:
        found = self.found(want["name"])
        if not found:
            return None
        return {
            "name": want["name"],
            "id": found["NetworkAclId"],
            "vpc_id": found["VpcId"],
            "vpc": names(self.module, VPC)[found["VpcId"]],
            "subnets": sorted(names(self.module, SUBNET)[each["SubnetId"]] for each in found["Associations"]),
            **{
                way: {
                    str(entry["RuleNumber"]): _said(entry)
                    for entry in found["Entries"]
                    if entry["Egress"] is egress and entry["RuleNumber"] != LAST
                }
                for way, egress in WAYS.items()
            },
            "tags": tags_of(found),
        }

    def create(self, want: State) -> None:
        vpc = ids(self.module, VPC, [want["vpc"]])[0]
        made = self.client.create_network_acl(VpcId=vpc, **self.specification(want))["NetworkAcl"]["NetworkAclId"]
        self._rule(made, want, {way: {} for way in WAYS})
        self._serve(made, want["subnets"])

    def update(self, want: State, have: State) -> None:
        self._rule(have["id"], want, have)
        self._serve(have["id"], [subnet for subnet in want["subnets"] if subnet not in have["subnets"]])
        self._serve(self._default(have), [subnet for subnet in have["subnets"] if subnet not in want["subnets"]])
        self.write_tags(have, want)

    def delete(self, have: State) -> None:
        self._serve(self._default(have), have["subnets"])
        self.client.delete_network_acl(NetworkAclId=have["id"])

    def _default(self, have: State) -> str:
        found = describe(self.module, NETWORK_ACL.listed, {"vpc-id": [have["vpc_id"]], "default": ["true"]})
        return str(found[0]["NetworkAclId"])

    def _serve(self, acl: str, subnets: Iterable[str]) -> None:
        """A subnet always has exactly one ACL, so that it can only be moved."""
        for subnet in ids(self.module, SUBNET, list(subnets)):
            found = describe(self.module, NETWORK_ACL.listed, {"association.subnet-id": [subnet]})
            (association,) = (a for each in found for a in each["Associations"] if a["SubnetId"] == subnet)
            self.client.replace_network_acl_association(
                AssociationId=association["NetworkAclAssociationId"], NetworkAclId=acl
            )

    def _rule(self, acl: str, want: State, have: State) -> None:
        for way, egress in WAYS.items():
            for number in have[way].keys() - want[way].keys():
                self.client.delete_network_acl_entry(NetworkAclId=acl, RuleNumber=int(number), Egress=egress)
            for number, rule in want[way].items():
                if rule != have[way].get(number):
                    there = number in have[way]
                    write = self.client.replace_network_acl_entry if there else self.client.create_network_acl_entry
                    write(NetworkAclId=acl, **self.entries[want["name"], way, number])


def _sentence(rule: State) -> str:
    port = "" if rule["protocol"] == "all" else f" {ALL_PORTS if rule['port'] is None else rule['port']}"
    return f"{rule['action']} {rule['protocol']}{port} of {rule['cidr']}"


def _said(entry: dict[str, Any]) -> str:
    """What `_sentence` says of the same rule."""
    protocol = {number: word for word, number in PROTOCOLS.items()}.get(entry["Protocol"], entry["Protocol"])
    ports = entry.get("PortRange", {})
    span = sorted({ports["From"], ports["To"]}) if ports and entry["Protocol"] != "-1" else []
    port = " " + "-".join(map(str, span)) if span else ""
    return f"{entry['RuleAction']} {protocol}{port} of {entry.get('CidrBlock', entry.get('Ipv6CidrBlock'))}"


def _entry(way: str, rule: State) -> dict[str, Any]:
    first, last = (0, 65535) if rule["port"] is None else (rule["port"], rule["port"])
    return {
        "RuleNumber": rule["number"],
        "Egress": WAYS[way],
        "RuleAction": rule["action"],
        "Protocol": PROTOCOLS[rule["protocol"]],
        "CidrBlock": rule["cidr"],
        **({} if rule["protocol"] == "all" else {"PortRange": {"From": first, "To": last}}),
    }


def main() -> None:
    run(NetworkAcl, DOCUMENTATION)


if __name__ == "__main__":
    main()
