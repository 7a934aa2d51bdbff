#!/usr/bin/python
"""Route tables, as a list."""

from __future__ import annotations

DOCUMENTATION = r"""
module: route_table
short_description: Route tables of a VPC with their subnets
description:
  - Brings a list of route tables to the wanted state, found by their Name tag. Routes that nobody wants are removed.
  - The route within the VPC and those that a gateway endpoint writes are left alone.
  - Exists since C(amazon.aws.ec2_vpc_route_table) takes ids of gateways, which a plan on an empty account does not
    have, and fails in check mode where the VPC is not there yet.
options:
  route_tables:
    description: The route tables.
    type: list
    elements: dict
    required: true
    suboptions:
      name: {description: The Name tag., type: str, required: true}
      vpc: {description: Name tag of its VPC., type: str, required: true}
      subnets: {description: Name tags of the subnets that it serves., type: list, elements: str, default: []}
      routes:
        description: Where addresses lie; each route has one gateway.
        type: list
        elements: dict
        default: []
        suboptions:
          destination: {description: The address range., type: str, required: true}
          internet_gateway: {description: Name tag of the internet gateway., type: str}
          nat_gateway: {description: Name tag of the NAT gateway., type: str}
      tags: {description: Tags of the route table., type: dict, default: {}}
extends_documentation_fragment:
  - sluice.aws.resource
  - amazon.aws.common.modules
  - amazon.aws.region.modules
  - amazon.aws.boto3
"""

EXAMPLES = r"""
- name: The public subnets lead out by the internet gateway
  sluice.aws.route_table:
    route_tables:
      - name: sluice-dev-public
        vpc: sluice-dev
        subnets: [sluice-dev-public-a, sluice-dev-public-b]
        routes: [{destination: 0.0.0.0/0, internet_gateway: sluice-dev}]
"""

RETURN = r"""
changes:
  description: One entry for each route table that was changed or would be.
  type: list
  elements: dict
  returned: always
"""

from typing import Any

from ansible_collections.sluice.aws.plugins.module_utils.ec2 import Ec2Resource, tags_of
from ansible_collections.sluice.aws.plugins.module_utils.ec2_kinds import (
    INTERNET_GATEWAY,
    NAT_GATEWAY,
    ROUTE_TABLE,
    SUBNET,
    VPC,
)
from ansible_collections.sluice.aws.plugins.module_utils.ec2_lookup import Described, describe, ids, names
from ansible_collections.sluice.aws.plugins.module_utils.resource import RefusedError, State, run

GATEWAYS = {"internet_gateway": (INTERNET_GATEWAY, "GatewayId"), "nat_gateway": (NAT_GATEWAY, "NatGatewayId")}
TARGETS = ("GatewayId", "NatGatewayId", "NetworkInterfaceId", "VpcPeeringConnectionId", "TransitGatewayId")


class RouteTable(Ec2Resource):
    ec2_kind = ROUTE_TABLE
    option = "route_tables"
    fixed = ("vpc",)

    def wanted(self, item: State) -> State:
        routes = {route["destination"]: _wanted_target(route) for route in item["routes"]}
        return {**item, "subnets": sorted(item["subnets"]), "routes": routes}

    def read(self, want: State) -> State | None:
        found = self.found(want["name"])
        if not found:
            return None
        subnets = {a["SubnetId"]: a["RouteTableAssociationId"] for a in found["Associations"] if "SubnetId" in a}
        ours = [route for route in found["Routes"] if _is_ours(route)]
        return {
            "name": want["name"],
            "id": found["RouteTableId"],
            "vpc": names(self.module, VPC)[found["VpcId"]],
            "subnets": sorted(names(self.module, SUBNET)[subnet] for subnet in subnets),
            "associations": {names(self.module, SUBNET)[subnet]: each for subnet, each in subnets.items()},
            "routes": {route["DestinationCidrBlock"]: self._target(route) for route in ours},
            "tags": tags_of(found),
        }

    def _target(self, route: Described) -> str:
        for kind, key in GATEWAYS.values():
            if name := names(self.module, kind).get(route.get(key, "")):
                return f"{kind.word} {name}"
        return " ".join(["something else:", *(route[key] for key in TARGETS if key in route)])

    def create(self, want: State) -> None:
        made = self.client.create_route_table(
            VpcId=ids(self.module, VPC, [want["vpc"]])[0], **self.specification(want)
        )["RouteTable"]["RouteTableId"]
        self._lead(made, want["routes"], {})
        self._serve(made, want["subnets"])

    def update(self, want: State, have: State) -> None:
        self._lead(have["id"], want["routes"], have["routes"])
        self._serve(have["id"], [subnet for subnet in want["subnets"] if subnet not in have["subnets"]])
        self._leave(each for subnet, each in have["associations"].items() if subnet not in want["subnets"])
        self.write_tags(have, want)

    def delete(self, have: State) -> None:
        self._leave(have["associations"].values())
        self.client.delete_route_table(RouteTableId=have["id"])

    def _lead(self, table: str, want: dict[str, str], have: dict[str, str]) -> None:
        for destination in have.keys() - want.keys():
            self.client.delete_route(RouteTableId=table, DestinationCidrBlock=destination)
        for destination, target in want.items():
            if target != have.get(destination):
                write = self.client.replace_route if destination in have else self.client.create_route
                write(RouteTableId=table, DestinationCidrBlock=destination, **self._target_id(target))

    def _target_id(self, target: str) -> dict[str, str]:
        kind, key = next((kind, key) for kind, key in GATEWAYS.values() if target.startswith(f"{kind.word} "))
        return {key: ids(self.module, kind, [target.removeprefix(f"{kind.word} ")])[0]}

    def _serve(self, table: str, subnets: list[str]) -> None:
        for subnet in ids(self.module, SUBNET, subnets):
            others = describe(self.module, ROUTE_TABLE.listed, {"association.subnet-id": [subnet]})
            before = [each for other in others for each in other["Associations"] if each.get("SubnetId") == subnet]
            if before:
                association = before[0]["RouteTableAssociationId"]
                self.client.replace_route_table_association(AssociationId=association, RouteTableId=table)
            else:
                self.client.associate_route_table(SubnetId=subnet, RouteTableId=table)

    def _leave(self, associations: Any) -> None:
        for association in associations:
            self.client.disassociate_route_table(AssociationId=association)


def _wanted_target(route: State) -> str:
    named = [f"{GATEWAYS[option][0].word} {route[option]}" for option in GATEWAYS if route[option]]
    if len(named) != 1:
        raise RefusedError(f"the route to {route['destination']} needs exactly one of {' and '.join(GATEWAYS)}")
    return named[0]


def _is_ours(route: Described) -> bool:
    return "DestinationCidrBlock" in route and route.get("GatewayId") != "local"


def main() -> None:
    run(RouteTable, DOCUMENTATION)


if __name__ == "__main__":
    main()
