#!/usr/bin/python
"""VPC endpoints, as a list."""

from __future__ import annotations

DOCUMENTATION = r"""
module: vpc_endpoint
short_description: Gateway and interface endpoints of AWS services
description:
  - Brings the endpoints of a VPC to the wanted state; an endpoint is known by its VPC, its service
    and its type.
  - Endpoints that the list does not name go, where they are in a VPC that it names and bear all the same tags.
  - Waits until those that it makes are available and those that it removes are gone, all at a time, since subnets
    and security groups lean on their interfaces.
  - Exists since C(amazon.aws.ec2_vpc_endpoint) changes nothing but tags, knows no private DNS, and takes one a call.
options:
  endpoints:
    description: The endpoints.
    type: list
    elements: dict
    required: true
    suboptions:
      service: {description: 'Last part of the service name, for example C(ecr.api).', type: str, required: true}
      vpc: {description: Name tag of its VPC., type: str, required: true}
      type: {description: The kind of endpoint., type: str, choices: [gateway, interface], default: interface}
      policy: {description: 'Policy that says who may do what by way of it, where the service knows one.', type: dict}
      subnets: {description: 'Name tags of its subnets, of an interface endpoint.', type: list, elements: str}
      security_groups: {description: 'Its groups, of an interface endpoint.', type: list, elements: str}
      private_dns: {description: 'Whether it answers to the name of the service, of an interface endpoint.', type: bool}
      route_tables: {description: 'Name tags of its route tables, of a gateway.', type: list, elements: str}
      tags: {description: Tags of the endpoint., type: dict, default: {}}
extends_documentation_fragment:
  - sluice.aws.resource
  - amazon.aws.common.modules
  - amazon.aws.region.modules
  - amazon.aws.boto3
"""

EXAMPLES = r"""
- name: SQS and S3 are reached without leaving the VPC
  sluice.aws.vpc_endpoint:
    endpoints:
      - {service: sqs, vpc: sluice-dev, subnets: [sluice-dev-private-a], security_groups: [sluice-dev-endpoints]}
      - {service: s3, vpc: sluice-dev, type: gateway, route_tables: [sluice-dev-private]}
"""

RETURN = r"""
changes:
  description: One entry for each endpoint that was changed or would be.
  type: list
  elements: dict
  returned: always
"""

import json
from typing import Any

from ansible_collections.sluice.aws.plugins.module_utils.ec2 import Ec2Resource, tags_of
from ansible_collections.sluice.aws.plugins.module_utils.ec2_kinds import (
    ROUTE_TABLE,
    SECURITY_GROUP,
    SUBNET,
    VPC,
    VPC_ENDPOINT,
)
from ansible_collections.sluice.aws.plugins.module_utils.ec2_lookup import Described, describe, ids, is_there, names
from ansible_collections.sluice.aws.plugins.module_utils.resource import RefusedError, State, run
from ansible_collections.sluice.aws.plugins.module_utils.waiting import until

# An interface endpoint takes a minute or two to come and to go.
SETTLED_WITHIN_SECONDS = 600

# Each field that names neighbours, with the words of the API for them.
NEIGHBOURS = {
    "subnets": (SUBNET, "SubnetIds"),
    "security_groups": (SECURITY_GROUP, "SecurityGroupIds"),
    "route_tables": (ROUTE_TABLE, "RouteTableIds"),
}


class VpcEndpoint(Ec2Resource):
    ec2_kind = VPC_ENDPOINT
    option = "endpoints"

    def read_all(self, items: list[State]) -> None:
        """The endpoints of the VPCs that the list names."""
        self.items = items
        vpcs = {item["vpc"] for item in items}
        self.vpcs = {vpc: name for vpc, name in names(self.module, VPC).items() if name in vpcs}
        self.described = self._describe()

    def _describe(self) -> list[Described]:
        return describe(self.module, VPC_ENDPOINT.listed, {"vpc-id": list(self.vpcs)}) if self.vpcs else []

    def wanted(self, item: State) -> State:
        neighbours = {field: sorted(item[field]) if item[field] is not None else None for field in NEIGHBOURS}
        dns = item["private_dns"]
        return {**item, **neighbours, "private_dns": True if dns is None and item["type"] == "interface" else dns}

    def name(self, want: State) -> str:
        return f"{want['vpc']} to {want['service']}"

    def read(self, want: State) -> State | None:
        found = [each for each in self.described if is_there(each) and self._known_by(each) == _known_by(want)]
        return self._state(found[0]) if found else None

    def _known_by(self, found: Described) -> tuple[str, str, str]:
        service = found["ServiceName"].removeprefix(self._service(""))
        return self.vpcs[found["VpcId"]], service, found["VpcEndpointType"].lower()

    def _service(self, service: str) -> str:
        return f"com.amazonaws.{self.client.meta.region_name}.{service}"

    def _state(self, found: Described) -> State:
        vpc, service, its_type = self._known_by(found)
        there = {
            "subnets": found.get("SubnetIds", []),
            "security_groups": [group["GroupId"] for group in found.get("Groups", [])],
            "route_tables": found.get("RouteTableIds", []),
        }
        return {
            "id": found["VpcEndpointId"],
            "vpc": vpc,
            "service": service,
            "type": its_type,
            "policy": json.loads(found.get("PolicyDocument") or "null"),
            "private_dns": found.get("PrivateDnsEnabled"),
            **{field: self._named(field, there[field]) for field in NEIGHBOURS},
            "tags": tags_of(found),
        }

    def _named(self, field: str, found: list[str]) -> list[str]:
        its_names = names(self.module, NEIGHBOURS[field][0])
        return sorted(its_names.get(each, each) for each in found)

    def create(self, want: State) -> None:
        said = {key: ids(self.module, kind, want[field]) for field, (kind, key) in NEIGHBOURS.items() if want[field]}
        self.client.create_vpc_endpoint(
            VpcId=ids(self.module, VPC, [want["vpc"]])[0],
            ServiceName=self._service(want["service"]),
            VpcEndpointType=want["type"].capitalize(),
            **said,
            **_shape(want),
            **self.specification({**want, "name": self.name(want)}),
        )

    def update(self, want: State, have: State) -> None:
        said: dict[str, Any] = {}
        for field, (kind, key) in NEIGHBOURS.items():
            if want[field] is not None:
                said[f"Add{key}"] = ids(self.module, kind, [each for each in want[field] if each not in have[field]])
                said[f"Remove{key}"] = ids(self.module, kind, [each for each in have[field] if each not in want[field]])
        said = {key: each for key, each in said.items() if each}
        shape = {key: value for key, value in _shape(want).items() if _shape(have).get(key) != value}
        if said or shape:
            self.client.modify_vpc_endpoint(VpcEndpointId=have["id"], **said, **shape)
        self.write_tags(have, want)

    def delete(self, have: State) -> None:
        refused = self.client.delete_vpc_endpoints(VpcEndpointIds=[have["id"]])["Unsuccessful"]
        if refused:
            raise RefusedError(f"{refused[0]['Error']['Message']} ({refused[0]['Error']['Code']})")

    def surplus(self) -> list[State]:
        listed = [_known_by(item) for item in self.items]
        tags = {item["vpc"]: item["tags"] for item in self.items}
        found = [each for each in self.described if is_there(each) and self._known_by(each) not in listed]
        return [each for each in map(self._state, found) if tags[each["vpc"]].items() <= each["tags"].items()]

    def settle(self) -> None:
        until(lambda: not self._moving(), SETTLED_WITHIN_SECONDS, lambda: ", ".join(self._moving()))

    def _moving(self) -> list[str]:
        found = [each for each in self._describe() if each["State"].lower() in ("pending", "deleting")]
        return [f"the endpoint of {each['ServiceName']} is {each['State']}" for each in found]


def _known_by(item: State) -> tuple[str, str, str]:
    return item["vpc"], item["service"], item["type"]


def _shape(state: State) -> dict[str, Any]:
    """What the API takes in one form, to make and to change an endpoint."""
    said: dict[str, Any] = {}
    if state["policy"] is not None:
        said["PolicyDocument"] = json.dumps(state["policy"])
    if state["type"] == "interface" and state["private_dns"] is not None:
        said["PrivateDnsEnabled"] = state["private_dns"]
    return said


def main() -> None:
    run(VpcEndpoint, DOCUMENTATION)


if __name__ == "__main__":
    main()
