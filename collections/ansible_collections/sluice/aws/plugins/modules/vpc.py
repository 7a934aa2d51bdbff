#!/usr/bin/python
"""VPCs, as a list."""

from __future__ import annotations

DOCUMENTATION = r"""
module: vpc
short_description: VPCs whose default security group lets nothing through
description:
  - Brings a list of VPCs to the wanted state, found by their Name tag.
  - Every rule of the default security group is removed (Security Hub EC2.2), for whoever forgets to name a group.
  - Exists since C(amazon.aws.ec2_vpc_net) leaves the default security group as it is and names no field that drifted.
options:
  vpcs:
    description: The VPCs.
    type: list
    elements: dict
    required: true
    suboptions:
      name: {description: The Name tag., type: str, required: true}
      cidr: {description: The address range., type: str, required: true}
      dns_support: {description: Whether AWS answers DNS queries., type: bool, default: true}
      dns_hostnames: {description: Whether hosts get names; private DNS needs it., type: bool, default: true}
      tags: {description: Tags of the VPC., type: dict, default: {}}
extends_documentation_fragment:
  - sluice.aws.resource
  - amazon.aws.common.modules
  - amazon.aws.region.modules
  - amazon.aws.boto3
"""

EXAMPLES = r"""
- name: The VPC is there
  sluice.aws.vpc:
    vpcs: [{name: sluice-dev, cidr: 10.20.0.0/16}]
"""

RETURN = r"""
changes:
  description: One entry for each VPC that was changed or would be.
  type: list
  elements: dict
  returned: always
"""

from ansible_collections.sluice.aws.plugins.module_utils.ec2 import Ec2Resource, tags_of
from ansible_collections.sluice.aws.plugins.module_utils.ec2_kinds import VPC
from ansible_collections.sluice.aws.plugins.module_utils.ec2_lookup import Described, describe
from ansible_collections.sluice.aws.plugins.module_utils.resource import State, run
from ansible_collections.sluice.aws.plugins.module_utils.security_group_rules import line

ATTRIBUTES = {"dns_support": "EnableDnsSupport", "dns_hostnames": "EnableDnsHostnames"}


class Vpc(Ec2Resource):
    ec2_kind = VPC
    option = "vpcs"
    fixed = ("cidr",)
    holds_data = True  # everything lives in it

    def wanted(self, item: State) -> State:
        return {**item, "default_security_group": {}}

    def read(self, want: State) -> State | None:
        found = self.found(want["name"])
        if not found:
            return None
        return {
            "name": want["name"],
            "id": found["VpcId"],
            "cidr": found["CidrBlock"],
            **{field: self._attribute(found["VpcId"], key) for field, key in ATTRIBUTES.items()},
            "default_security_group": {" ".join(line(rule, {}, {})): "open" for rule in self._open(found["VpcId"])},
            "tags": tags_of(found),
        }

    def create(self, want: State) -> None:
        vpc = self.client.create_vpc(CidrBlock=want["cidr"], **self.specification(want))["Vpc"]["VpcId"]
        self.client.get_waiter("vpc_available").wait(VpcIds=[vpc])
        self._set(vpc, want)

    def update(self, want: State, have: State) -> None:
        self._set(have["id"], want)
        self.write_tags(have, want)

    def delete(self, have: State) -> None:
        self.once_free("delete_vpc", VpcId=have["id"])

    def _attribute(self, vpc: str, key: str) -> bool:
        attribute = f"{key[0].lower()}{key[1:]}"
        return bool(self.client.describe_vpc_attribute(VpcId=vpc, Attribute=attribute)[key]["Value"])

    def _open(self, vpc: str) -> list[Described]:
        """The rules of the default security group."""
        groups = describe(self.module, "SecurityGroups", {"vpc-id": [vpc], "group-name": ["default"]})
        return describe(self.module, "SecurityGroupRules", {"group-id": [group["GroupId"] for group in groups]})

    def _set(self, vpc: str, want: State) -> None:
        for field, key in ATTRIBUTES.items():
            self.client.modify_vpc_attribute(VpcId=vpc, **{key: {"Value": want[field]}})
        for rule in self._open(vpc):
            way = "egress" if rule["IsEgress"] else "ingress"
            revoke = getattr(self.client, f"revoke_security_group_{way}")
            revoke(GroupId=rule["GroupId"], SecurityGroupRuleIds=[rule["SecurityGroupRuleId"]])


def main() -> None:
    run(Vpc, DOCUMENTATION)


if __name__ == "__main__":
    main()
