"""A NAT gateway with its address."""

from typing import Any

from ..kind import TAGS, Api, Kind
from ..network import found, network, stray_tag


def gateway(api: Api) -> Any:
    return found(api, "nat_gateways", "kind-nat")


def address(api: Api) -> Any:
    return gateway(api)["NatGatewayAddresses"][0]


KIND = Kind(
    "nat_gateway",
    "nat_gateways",
    {"name": "kind-nat", "subnet": "nat-vpc-a", "tags": TAGS},
    {
        "tags.Stray": stray_tag(gateway, "NatGatewayId"),
        "address_tags.Stray": stray_tag(address, "AllocationId"),
        "address_tags.Name": lambda api: api("ec2").delete_tags(
            Resources=[address(api)["AllocationId"]], Tags=[{"Key": "Name"}]
        ),
    },
    {"subnet": "nat-vpc-b"},
    neighbours=network("nat-vpc", 12),
)
