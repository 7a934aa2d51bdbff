"""An internet gateway."""

from typing import Any

from ..kind import TAGS, Api, Kind
from ..network import found, network, stray_tag


def gateway(api: Api) -> Any:
    return found(api, "internet_gateways", "kind-gateway")


def detach(api: Api) -> None:
    there = gateway(api)
    vpc = there["Attachments"][0]["VpcId"]
    api("ec2").detach_internet_gateway(InternetGatewayId=there["InternetGatewayId"], VpcId=vpc)


KIND = Kind(
    "internet_gateway",
    "internet_gateways",
    {"name": "kind-gateway", "vpc": "gateway-vpc", "tags": TAGS},
    {"vpc": detach, "tags.Stray": stray_tag(gateway, "InternetGatewayId")},
    neighbours=network("gateway-vpc", 11),
)
