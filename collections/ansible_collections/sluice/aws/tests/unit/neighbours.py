"""What several kinds lean on, made by hand: a network, two subnets, a group and a balancer with a listener."""

from typing import Any

from .kind import Api
from .kinds import KINDS


def make(api: Api) -> None:
    _network(api)
    for kind in KINDS:
        kind.neighbours(api)


def _network(api: Api) -> None:
    ec2, elb = api("ec2"), api("elbv2")
    vpc = ec2.create_vpc(CidrBlock="10.0.0.0/16", TagSpecifications=_named("vpc", "network"))["Vpc"]["VpcId"]
    subnets = [
        ec2.create_subnet(
            VpcId=vpc, CidrBlock=cidr, AvailabilityZone=f"eu-central-1{zone}", TagSpecifications=_named("subnet", name)
        )["Subnet"]["SubnetId"]
        for cidr, zone, name in (("10.0.0.0/24", "a", "subnet"), ("10.0.1.0/24", "b", "other"))
    ]
    ec2.create_security_group(GroupName="tasks", Description="tasks", VpcId=vpc)
    elb.create_target_group(Name="group", Protocol="HTTP", Port=8080, VpcId=vpc, TargetType="ip")
    balancer = elb.create_load_balancer(Name="balancer", Subnets=subnets)["LoadBalancers"][0]["LoadBalancerArn"]
    elb.create_listener(
        LoadBalancerArn=balancer,
        Protocol="HTTP",
        Port=80,
        DefaultActions=[{"Type": "fixed-response", "FixedResponseConfig": {"StatusCode": "404"}}],
    )


def _named(kind: str, name: str) -> list[dict[str, Any]]:
    return [{"ResourceType": kind, "Tags": [{"Key": "Name", "Value": name}]}]
