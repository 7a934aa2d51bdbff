"""A route table with a way out."""

from typing import Any

from ..kind import TAGS, Api, Kind
from ..network import found, named, network, stray_tag


def neighbours(api: Api) -> None:
    network("route-vpc", 13)(api)
    vpc = found(api, "vpcs", "route-vpc")["VpcId"]
    for name in ("route-gateway", "other-gateway"):
        gateway = api("ec2").create_internet_gateway(TagSpecifications=named("internet-gateway", name))
        api("ec2").attach_internet_gateway(InternetGatewayId=gateway["InternetGateway"]["InternetGatewayId"], VpcId=vpc)


def table(api: Api) -> Any:
    return found(api, "route_tables", "kind-table")


def lead_elsewhere(api: Api) -> None:
    api("ec2").replace_route(
        RouteTableId=table(api)["RouteTableId"],
        DestinationCidrBlock="0.0.0.0/0",
        GatewayId=found(api, "internet_gateways", "other-gateway")["InternetGatewayId"],
    )


def lead_a_stray(api: Api) -> None:
    api("ec2").create_route(
        RouteTableId=table(api)["RouteTableId"],
        DestinationCidrBlock="192.168.0.0/16",
        GatewayId=found(api, "internet_gateways", "other-gateway")["InternetGatewayId"],
    )


def leave_a_subnet(api: Api) -> None:
    api("ec2").disassociate_route_table(AssociationId=table(api)["Associations"][0]["RouteTableAssociationId"])


KIND = Kind(
    "route_table",
    "route_tables",
    {
        "name": "kind-table",
        "vpc": "route-vpc",
        "subnets": ["route-vpc-a"],
        "routes": [{"destination": "0.0.0.0/0", "internet_gateway": "route-gateway"}],
        "tags": TAGS,
    },
    {
        "routes.0.0.0.0/0": lead_elsewhere,
        "routes.192.168.0.0/16": lead_a_stray,
        "subnets": leave_a_subnet,
        "tags.Stray": stray_tag(table, "RouteTableId"),
    },
    neighbours=neighbours,
)
