"""Drifts of who may call whom: security groups, endpoints, and the log of it."""

import json
from typing import Any

from .drift import ESTATE, STRAY, Aws, Drift
from .network import EVERYBODY, found, tag

OPEN = {"Effect": "Allow", "Principal": "*", "Action": "*", "Resource": "*"}


def group(aws: Aws, name: str) -> str:
    return str(found(aws, "security_groups", f"{ESTATE}-{name}", by="group-name")["GroupId"])


def port_of(number: int, **end: object) -> list[dict[str, object]]:
    return [{"IpProtocol": "tcp", "FromPort": number, "ToPort": number, **end}]


def called(aws: Aws) -> None:
    """The producer no longer by the balancer, and by the world instead."""
    ec2, there = aws("ec2"), group(aws, "producer")
    balancer = {"UserIdGroupPairs": [{"GroupId": group(aws, "balancer")}]}
    ec2.revoke_security_group_ingress(GroupId=there, IpPermissions=port_of(8080, **balancer))
    world = {"IpRanges": [{"CidrIp": EVERYBODY}]}
    ec2.authorize_security_group_ingress(GroupId=there, IpPermissions=port_of(8080, **world))


def calling(aws: Aws) -> None:
    there = group(aws, "tasks")
    world = {"IpRanges": [{"CidrIp": EVERYBODY}]}
    aws("ec2").authorize_security_group_egress(GroupId=there, IpPermissions=port_of(25, **world))
    tag(aws, there)


def endpoint(aws: Aws, service: str) -> tuple[str, dict[str, Any]]:
    """Its id and its policy."""
    there = found(aws, "vpc_endpoints", f"{ESTATE} to {service}")
    return there["VpcEndpointId"], json.loads(there["PolicyDocument"])


def interface_endpoint(aws: Aws) -> None:
    there, policy = endpoint(aws, "sqs")
    policy["Statement"].append({"Sid": "Open", **OPEN})
    aws("ec2").modify_vpc_endpoint(
        VpcEndpointId=there,
        PolicyDocument=json.dumps(policy),
        PrivateDnsEnabled=False,
        AddSecurityGroupIds=[group(aws, "tasks")],
        RemoveSecurityGroupIds=[group(aws, "endpoints")],
        RemoveSubnetIds=[found(aws, "subnets", f"{ESTATE}-private-c")["SubnetId"]],
    )
    tag(aws, there)


def gateway_endpoint(aws: Aws) -> None:
    there, policy = endpoint(aws, "s3")
    (images,) = (each for each in policy["Statement"] if each["Sid"] == "LayersOfImages")
    images["Resource"] = "*"
    aws("ec2").modify_vpc_endpoint(
        VpcEndpointId=there,
        PolicyDocument=json.dumps(policy),
        RemoveRouteTableIds=[found(aws, "route_tables", f"{ESTATE}-private")["RouteTableId"]],
    )


def lost_endpoint(aws: Aws) -> None:
    aws("ec2").delete_vpc_endpoints(VpcEndpointIds=[endpoint(aws, "ssm")[0]])


def flow_log(aws: Aws) -> None:
    aws("ec2").delete_flow_logs(FlowLogIds=[found(aws, "flow_logs")["FlowLogId"]])


ZONES = [f"{ESTATE}-private-{zone}" for zone in "abc"]

DRIFTS = (
    Drift(
        f"security group {ESTATE}-producer",
        called,
        {
            "inbound.tcp 8080 from group balancer": [None, ""],
            f"inbound.tcp 8080 from {EVERYBODY}": ["", None],
        },
    ),
    Drift(f"security group {ESTATE}-tasks", calling, {f"outbound.tcp 25 to {EVERYBODY}": ["", None], **STRAY}),
    Drift(
        f"VPC endpoint {ESTATE} to sqs",
        interface_endpoint,
        {
            "policy.Statement.Open": [OPEN, None],
            "private_dns": [False, True],
            "security_groups": [[f"{ESTATE}-tasks"], [f"{ESTATE}-endpoints"]],
            "subnets": [ZONES[:2], ZONES],
            **STRAY,
        },
    ),
    Drift(
        f"VPC endpoint {ESTATE} to s3",
        gateway_endpoint,
        {
            "policy.Statement.LayersOfImages.Resource": ["*", "arn:aws:s3:::prod-eu-west-1-starport-layer-bucket/*"],
            "route_tables": [[], [f"{ESTATE}-private"]],
        },
    ),
    Drift(f"VPC endpoint {ESTATE} to ssm", lost_endpoint),
    Drift(f"flow log {ESTATE}", flow_log),
)
