#!/usr/bin/python
"""Subnets, as a list."""

from __future__ import annotations

DOCUMENTATION = r"""
module: subnet
short_description: Subnets of a VPC
description:
  - Brings a list of subnets to the wanted state, found by their Name tag.
  - Exists since C(amazon.aws.ec2_vpc_subnet) takes one subnet a call, and fails in check mode where its VPC is not
    there yet.
options:
  subnets:
    description: The subnets.
    type: list
    elements: dict
    required: true
    suboptions:
      name: {description: The Name tag., type: str, required: true}
      vpc: {description: Name tag of its VPC., type: str, required: true}
      cidr: {description: The address range., type: str, required: true}
      zone: {description: The availability zone., type: str, required: true}
      public_addresses: {description: Whether what starts in it gets a public address., type: bool, default: false}
      tags: {description: Tags of the subnet., type: dict, default: {}}
extends_documentation_fragment:
  - sluice.aws.resource
  - amazon.aws.common.modules
  - amazon.aws.region.modules
  - amazon.aws.boto3
"""

EXAMPLES = r"""
- name: The subnets are there
  sluice.aws.subnet:
    subnets:
      - {name: sluice-dev-private-a, vpc: sluice-dev, cidr: 10.20.16.0/20, zone: eu-central-1a}
"""

RETURN = r"""
changes:
  description: One entry for each subnet that was changed or would be.
  type: list
  elements: dict
  returned: always
"""

from ansible_collections.sluice.aws.plugins.module_utils.ec2 import Ec2Resource, tags_of
from ansible_collections.sluice.aws.plugins.module_utils.ec2_kinds import SUBNET, VPC
from ansible_collections.sluice.aws.plugins.module_utils.ec2_lookup import ids, names
from ansible_collections.sluice.aws.plugins.module_utils.resource import State, run


class Subnet(Ec2Resource):
    ec2_kind = SUBNET
    option = "subnets"
    fixed = ("vpc", "cidr", "zone")
    holds_data = True  # tasks and endpoints live in it

    def read(self, want: State) -> State | None:
        found = self.found(want["name"])
        if not found:
            return None
        return {
            "name": want["name"],
            "id": found["SubnetId"],
            "vpc": names(self.module, VPC)[found["VpcId"]],
            "cidr": found["CidrBlock"],
            "zone": found["AvailabilityZone"],
            "public_addresses": found["MapPublicIpOnLaunch"],
            "tags": tags_of(found),
        }

    def create(self, want: State) -> None:
        subnet = self.client.create_subnet(
            VpcId=ids(self.module, VPC, [want["vpc"]])[0],
            CidrBlock=want["cidr"],
            AvailabilityZone=want["zone"],
            **self.specification(want),
        )["Subnet"]["SubnetId"]
        if want["public_addresses"]:
            self._set(subnet, want)

    def update(self, want: State, have: State) -> None:
        self._set(have["id"], want)
        self.write_tags(have, want)

    def delete(self, have: State) -> None:
        self.once_free("delete_subnet", SubnetId=have["id"])

    def _set(self, subnet: str, want: State) -> None:
        self.client.modify_subnet_attribute(SubnetId=subnet, MapPublicIpOnLaunch={"Value": want["public_addresses"]})


def main() -> None:
    run(Subnet, DOCUMENTATION)


if __name__ == "__main__":
    main()
