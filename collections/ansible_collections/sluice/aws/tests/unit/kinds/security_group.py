"""A security group that calls and is called."""

from typing import Any

from ..kind import TAGS, Act, Api, Kind
from ..network import found, network, stray_tag

CALLS = [
    {"from_cidrs": ["10.15.0.0/16"], "to": "group", "port": 8080, "description": "From within"},
    {"from": "group", "to": "group", "port": 7946, "protocol": "udp"},
    {"from": "group", "to_prefix_list": "s3", "port": 443},
]


class Graph(Kind):
    def wants(self, **changes: Any) -> dict[str, Any]:
        return {**super().wants(**changes), "calls": CALLS, "prefix": "kind-"}


def group(api: Api) -> Any:
    return found(api, "security_groups", "kind-group", by="group-name")


def permission(port: int, cidr: str) -> list[dict[str, Any]]:
    return [{"IpProtocol": "tcp", "FromPort": port, "ToPort": port, "IpRanges": [{"CidrIp": cidr}]}]


def change(operation: str, port: int, cidr: str) -> Act:
    return lambda api: getattr(api("ec2"), f"{operation}_security_group_ingress")(
        GroupId=group(api)["GroupId"], IpPermissions=permission(port, cidr)
    )


def rename_a_rule(api: Api) -> None:
    change("revoke", 8080, "10.15.0.0/16")(api)
    change("authorize", 8080, "10.15.0.0/16")(api)


def open_outwards(api: Api) -> None:
    api("ec2").authorize_security_group_egress(GroupId=group(api)["GroupId"], IpPermissions=permission(25, "0.0.0.0/0"))


KIND = Graph(
    "security_group",
    "groups",
    {"name": "group", "vpc": "group-vpc", "description": "A group", "tags": TAGS},
    {
        "inbound.tcp 22 from 0.0.0.0/0": change("authorize", 22, "0.0.0.0/0"),
        "inbound.tcp 8080 from 10.15.0.0/16": change("revoke", 8080, "10.15.0.0/16"),
        "outbound.tcp 25 to 0.0.0.0/0": open_outwards,
        "tags.Stray": stray_tag(group, "GroupId"),
    },
    neighbours=network("group-vpc", 15),
)
