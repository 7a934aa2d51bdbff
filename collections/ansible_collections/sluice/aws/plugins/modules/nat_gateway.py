#!/usr/bin/python
"""NAT gateways with their addresses, as a list."""

from __future__ import annotations

DOCUMENTATION = r"""
module: nat_gateway
short_description: Public NAT gateways, each with an elastic IP of its name
description:
  - Brings a list of NAT gateways to the wanted state, found by their Name tag; the address of the same name stands
    and falls with it.
  - Waits until one that it makes is available and until one that it removes is gone, since subnets lean on it.
  - Exists since C(amazon.aws.ec2_vpc_nat_gateway) takes the subnet's id, which a plan on an empty account does not
    have, and leaves the address tagged by nobody.
options:
  nat_gateways:
    description: The NAT gateways.
    type: list
    elements: dict
    required: true
    suboptions:
      name: {description: The Name tag of the gateway and of its address., type: str, required: true}
      subnet: {description: Name tag of the public subnet that it lives in., type: str, required: true}
      tags: {description: Tags of the gateway and of its address., type: dict, default: {}}
extends_documentation_fragment:
  - sluice.aws.resource
  - amazon.aws.common.modules
  - amazon.aws.region.modules
  - amazon.aws.boto3
"""

EXAMPLES = r"""
- name: The NAT gateway is there
  sluice.aws.nat_gateway:
    nat_gateways: [{name: sluice-dev, subnet: sluice-dev-public-a}]
"""

RETURN = r"""
changes:
  description: One entry for each NAT gateway that was changed or would be.
  type: list
  elements: dict
  returned: always
"""

from ansible_collections.sluice.aws.plugins.module_utils.ec2 import (
    Ec2Resource,
    all_tags_of,
    tag_specification,
    tags_of,
    write_tags,
)
from ansible_collections.sluice.aws.plugins.module_utils.ec2_kinds import ADDRESS, NAT_GATEWAY, SUBNET
from ansible_collections.sluice.aws.plugins.module_utils.ec2_lookup import Described, describe, ids, names
from ansible_collections.sluice.aws.plugins.module_utils.resource import State, run

ALIVE_OR_GOING = ["pending", "available", "deleting"]


class NatGateway(Ec2Resource):
    ec2_kind = NAT_GATEWAY
    option = "nat_gateways"
    fixed = ("subnet",)

    def wanted(self, item: State) -> State:
        return {**item, "address_tags": {**item["tags"], "Name": item["name"]}}

    def read(self, want: State) -> State | None:
        found = self.found(want["name"])
        addresses = self._addresses_of(found) if found else self._addresses(want["name"])
        # An address whose gateway is gone is all that a removal left which was cut short.
        if not found and (self.module.params["state"] == "present" or not addresses):
            return None
        return {
            "name": want["name"],
            "id": found and found["NatGatewayId"],
            "subnet": found and names(self.module, SUBNET)[found["SubnetId"]],
            "tags": tags_of(found or {}),
            "address_tags": all_tags_of(addresses[0]) if addresses else None,
            "address_id": addresses[0]["AllocationId"] if addresses else None,
        }

    def create(self, want: State) -> None:
        self._wait_until_gone(want["name"])
        addresses = self._addresses(want["name"])
        address = addresses[0] if addresses else self._allocate(want)
        gateway = self.client.create_nat_gateway(
            SubnetId=ids(self.module, SUBNET, [want["subnet"]])[0],
            AllocationId=address["AllocationId"],
            **self.specification(want),
        )["NatGateway"]["NatGatewayId"]
        self.client.get_waiter("nat_gateway_available").wait(NatGatewayIds=[gateway])

    def update(self, want: State, have: State) -> None:
        self.write_tags(have, want)
        if have["address_id"]:
            write_tags(self.client, have["address_id"], have["address_tags"], want["address_tags"])

    def delete(self, have: State) -> None:
        if have["id"]:
            self.client.delete_nat_gateway(NatGatewayId=have["id"])
        self._wait_until_gone(have["name"])
        if have["address_id"]:
            self.client.release_address(AllocationId=have["address_id"])

    def _addresses_of(self, gateway: Described) -> list[Described]:
        allocated = [address["AllocationId"] for address in gateway["NatGatewayAddresses"] if "AllocationId" in address]
        return describe(self.module, ADDRESS.listed, {"allocation-id": allocated})

    def _addresses(self, name: str) -> list[Described]:
        return describe(self.module, ADDRESS.listed, {"tag:Name": [name]})

    def _allocate(self, want: State) -> Described:
        specification = [tag_specification(ADDRESS, want)]
        return dict(self.client.allocate_address(Domain="vpc", TagSpecifications=specification))

    def _wait_until_gone(self, name: str) -> None:
        """As long as one of that name is going, its address and its subnet are in use."""
        going = describe(self.module, NAT_GATEWAY.listed, {"tag:Name": [name], "state": ALIVE_OR_GOING})
        if going:
            gateways = [gateway["NatGatewayId"] for gateway in going]
            self.client.get_waiter("nat_gateway_deleted").wait(NatGatewayIds=gateways)


def main() -> None:
    run(NatGateway, DOCUMENTATION)


if __name__ == "__main__":
    main()
