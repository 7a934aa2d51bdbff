"""A VPC."""

from typing import Any

from ..kind import TAGS, Act, Api, Kind
from ..network import found, stray_tag


def vpc(api: Api) -> Any:
    return found(api, "vpcs", "kind-vpc")


def attribute(**changes: Any) -> Act:
    return lambda api: api("ec2").modify_vpc_attribute(VpcId=vpc(api)["VpcId"], **changes)


def open_default_group(api: Api) -> None:
    of_the_vpc = [{"Name": "vpc-id", "Values": [vpc(api)["VpcId"]]}, {"Name": "group-name", "Values": ["default"]}]
    group = api("ec2").describe_security_groups(Filters=of_the_vpc)["SecurityGroups"][0]["GroupId"]
    api("ec2").authorize_security_group_ingress(
        GroupId=group,
        IpPermissions=[{"IpProtocol": "tcp", "FromPort": 22, "ToPort": 22, "IpRanges": [{"CidrIp": "0.0.0.0/0"}]}],
    )


KIND = Kind(
    "vpc",
    "vpcs",
    {"name": "kind-vpc", "cidr": "10.9.0.0/16", "tags": TAGS},
    {
        "dns_support": attribute(EnableDnsSupport={"Value": False}),
        "dns_hostnames": attribute(EnableDnsHostnames={"Value": False}),
        "default_security_group.inbound tcp 22 from 0.0.0.0/0": open_default_group,
        "tags.Stray": stray_tag(vpc, "VpcId"),
    },
)
