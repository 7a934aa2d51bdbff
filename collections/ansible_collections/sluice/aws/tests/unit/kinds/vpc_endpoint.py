"""An interface endpoint."""

from typing import Any

from ..kind import POLICY, TAGS, Act, Api, Kind
from ..network import found, network, stray_tag

SERVICE = "com.amazonaws.us-east-1.sqs"
OTHER_POLICY = '{"Version": "2012-10-17", "Statement": []}'


def neighbours(api: Api) -> None:
    network("endpoint-vpc", 16)(api)
    vpc = found(api, "vpcs", "endpoint-vpc")["VpcId"]
    for name in ("endpoint-group", "other-group"):
        api("ec2").create_security_group(GroupName=name, Description=name, VpcId=vpc)


def endpoint(api: Api) -> Any:
    return found(api, "vpc_endpoints", "endpoint-vpc to sqs")


def modify(**changes: Any) -> Act:
    """Each value may be a function of the API."""
    return lambda api: api("ec2").modify_vpc_endpoint(
        VpcEndpointId=endpoint(api)["VpcEndpointId"],
        **{key: value(api) if callable(value) else value for key, value in changes.items()},
    )


def group(name: str) -> Act:
    return lambda api: [found(api, "security_groups", name, by="group-name")["GroupId"]]


KIND = Kind(
    "vpc_endpoint",
    "endpoints",
    {
        "service": "sqs",
        "vpc": "endpoint-vpc",
        "policy": POLICY,
        "subnets": ["endpoint-vpc-a"],
        "security_groups": ["endpoint-group"],
        "tags": TAGS,
    },
    {
        "policy.Statement": modify(PolicyDocument=OTHER_POLICY),
        "subnets": modify(AddSubnetIds=lambda api: [found(api, "subnets", "endpoint-vpc-b")["SubnetId"]]),
        "security_groups": modify(
            AddSecurityGroupIds=group("other-group"), RemoveSecurityGroupIds=group("endpoint-group")
        ),
        "private_dns": modify(PrivateDnsEnabled=False),
        "tags.Stray": stray_tag(endpoint, "VpcEndpointId"),
    },
    neighbours=neighbours,
)
