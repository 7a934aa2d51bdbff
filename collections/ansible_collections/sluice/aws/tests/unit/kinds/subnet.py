"""A subnet."""

from typing import Any

from ..kind import TAGS, Api, Kind
from ..network import found, network, stray_tag


def subnet(api: Api) -> Any:
    return found(api, "subnets", "kind-subnet")


KIND = Kind(
    "subnet",
    "subnets",
    {"name": "kind-subnet", "vpc": "subnet-vpc", "cidr": "10.10.9.0/24", "zone": "eu-central-1a", "tags": TAGS},
    {
        "public_addresses": lambda api: api("ec2").modify_subnet_attribute(
            SubnetId=subnet(api)["SubnetId"], MapPublicIpOnLaunch={"Value": True}
        ),
        "tags.Stray": stray_tag(subnet, "SubnetId"),
    },
    neighbours=network("subnet-vpc", 10),
)
