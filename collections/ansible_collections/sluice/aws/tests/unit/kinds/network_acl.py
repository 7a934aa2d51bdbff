"""A network ACL that keeps logins out."""

from typing import Any

from ..kind import TAGS, Act, Api, Kind
from ..network import found, network, stray_tag


def acl(api: Api) -> Any:
    return found(api, "network_acls", "kind-acl")


def allow(operation: str, number: int) -> Act:
    return lambda api: getattr(api("ec2"), operation)(
        NetworkAclId=acl(api)["NetworkAclId"],
        RuleNumber=number,
        Protocol="6",
        RuleAction="allow",
        Egress=False,
        CidrBlock="0.0.0.0/0",
        PortRange={"From": 22, "To": 22},
    )


def close(api: Api) -> None:
    api("ec2").delete_network_acl_entry(NetworkAclId=acl(api)["NetworkAclId"], RuleNumber=200, Egress=True)


def leave_a_subnet(api: Api) -> None:
    there = acl(api)
    of_the_vpc = [{"Name": "vpc-id", "Values": [there["VpcId"]]}, {"Name": "default", "Values": ["true"]}]
    default = api("ec2").describe_network_acls(Filters=of_the_vpc)["NetworkAcls"][0]["NetworkAclId"]
    association = there["Associations"][0]["NetworkAclAssociationId"]
    api("ec2").replace_network_acl_association(AssociationId=association, NetworkAclId=default)


KIND = Kind(
    "network_acl",
    "network_acls",
    {
        "name": "kind-acl",
        "vpc": "acl-vpc",
        "subnets": ["acl-vpc-a"],
        "inbound": [
            {"number": 100, "action": "deny", "protocol": "tcp", "port": 22},
            {"number": 110, "action": "allow", "protocol": "udp"},
            {"number": 200, "action": "allow"},
        ],
        "outbound": [{"number": 200, "action": "allow"}],
        "tags": TAGS,
    },
    {
        "inbound.100": allow("replace_network_acl_entry", 100),
        "inbound.50": allow("create_network_acl_entry", 50),
        "outbound.200": close,
        "subnets": leave_a_subnet,
        "tags.Stray": stray_tag(acl, "NetworkAclId"),
    },
    neighbours=network("acl-vpc", 14),
)
