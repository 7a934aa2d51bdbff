"""The kinds of things in EC2 that modules of ours find by name, in the API's words and in a reader's."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Ec2Kind:
    listed: str
    """What an answer lists them under; `Describe` before it is the operation."""
    id: str
    """The field that holds the id."""
    tagged: str
    """The resource type in a tag specification."""
    word: str
    """What a reader of a plan calls it."""
    named_by: str = "tag:Name"
    """The filter that finds it by its name."""


ADDRESS = Ec2Kind("Addresses", "AllocationId", "elastic-ip", "elastic IP")
FLOW_LOG = Ec2Kind("FlowLogs", "FlowLogId", "vpc-flow-log", "flow log")
INTERNET_GATEWAY = Ec2Kind("InternetGateways", "InternetGatewayId", "internet-gateway", "internet gateway")
LAUNCH_TEMPLATE = Ec2Kind(
    "LaunchTemplates", "LaunchTemplateId", "launch-template", "launch template", "launch-template-name"
)
NAT_GATEWAY = Ec2Kind("NatGateways", "NatGatewayId", "natgateway", "NAT gateway")
NETWORK_ACL = Ec2Kind("NetworkAcls", "NetworkAclId", "network-acl", "network ACL")
ROUTE_TABLE = Ec2Kind("RouteTables", "RouteTableId", "route-table", "route table")
SECURITY_GROUP = Ec2Kind("SecurityGroups", "GroupId", "security-group", "security group", "group-name")
SUBNET = Ec2Kind("Subnets", "SubnetId", "subnet", "subnet")
VPC = Ec2Kind("Vpcs", "VpcId", "vpc", "VPC")
VPC_ENDPOINT = Ec2Kind("VpcEndpoints", "VpcEndpointId", "vpc-endpoint", "VPC endpoint")
