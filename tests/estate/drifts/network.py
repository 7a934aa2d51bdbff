"""Drifts of the network: its addresses, its ways out, and who is kept from them."""

from typing import Any

from .drift import ESTATE, STRAY, Aws, Drift

EVERYBODY = "0.0.0.0/0"


def found(aws: Aws, listed: str, name: str = ESTATE, by: str = "tag:Name") -> dict[str, Any]:
    """The only thing that `listed` (for example `route_tables`) has of that name."""
    answer = getattr(aws("ec2"), f"describe_{listed}")(Filters=[{"Name": by, "Values": [name]}])
    things = next(value for key, value in answer.items() if key not in ("ResponseMetadata", "NextToken"))
    (thing,) = (each for each in things if each.get("State") != "deleted")
    return dict(thing)


def tag(aws: Aws, resource: str, key: str = "Stray") -> None:
    aws("ec2").create_tags(Resources=[resource], Tags=[{"Key": key, "Value": "1"}])


def vpc(aws: Aws) -> None:
    there = found(aws, "vpcs")["VpcId"]
    for attribute in ("EnableDnsHostnames", "EnableDnsSupport"):
        aws("ec2").modify_vpc_attribute(VpcId=there, **{attribute: {"Value": False}})
    of_the_vpc = [{"Name": "vpc-id", "Values": [there]}, {"Name": "group-name", "Values": ["default"]}]
    (default,) = aws("ec2").describe_security_groups(Filters=of_the_vpc)["SecurityGroups"]
    login = {"IpProtocol": "tcp", "FromPort": 22, "ToPort": 22, "IpRanges": [{"CidrIp": EVERYBODY}]}
    aws("ec2").authorize_security_group_ingress(GroupId=default["GroupId"], IpPermissions=[login])
    tag(aws, there)


def subnet(aws: Aws) -> None:
    there = found(aws, "subnets", f"{ESTATE}-public-a")["SubnetId"]
    aws("ec2").modify_subnet_attribute(SubnetId=there, MapPublicIpOnLaunch={"Value": True})
    tag(aws, there)


def internet_gateway(aws: Aws) -> None:
    tag(aws, found(aws, "internet_gateways")["InternetGatewayId"], "Project")


def nat_gateway(aws: Aws) -> None:
    there = found(aws, "nat_gateways")
    tag(aws, there["NatGatewayId"])
    tag(aws, there["NatGatewayAddresses"][0]["AllocationId"], "Project")


def public_routes(aws: Aws) -> None:
    there = found(aws, "route_tables", f"{ESTATE}-public")
    aws("ec2").create_route(
        RouteTableId=there["RouteTableId"],
        DestinationCidrBlock="192.168.0.0/16",
        GatewayId=found(aws, "internet_gateways")["InternetGatewayId"],
    )
    tag(aws, there["RouteTableId"])


def private_routes(aws: Aws) -> None:
    there = found(aws, "route_tables", f"{ESTATE}-private")
    aws("ec2").delete_route(RouteTableId=there["RouteTableId"], DestinationCidrBlock=EVERYBODY)
    left = found(aws, "subnets", f"{ESTATE}-private-c")["SubnetId"]
    (association,) = (each for each in there["Associations"] if each.get("SubnetId") == left)
    aws("ec2").disassociate_route_table(AssociationId=association["RouteTableAssociationId"])


def network_acl(aws: Aws) -> None:
    ec2, there = aws("ec2"), found(aws, "network_acls")["NetworkAclId"]
    login = {"Protocol": "6", "RuleAction": "allow", "Egress": False, "CidrBlock": EVERYBODY}
    ports = {"PortRange": {"From": 22, "To": 22}}
    ec2.replace_network_acl_entry(NetworkAclId=there, RuleNumber=100, **login, **ports)
    ec2.create_network_acl_entry(NetworkAclId=there, RuleNumber=50, **login, **ports)
    ec2.delete_network_acl_entry(NetworkAclId=there, RuleNumber=200, Egress=True)
    tag(aws, there)


PRIVATE = [f"{ESTATE}-private-{zone}" for zone in "abc"]

DRIFTS = (
    Drift(
        f"VPC {ESTATE}",
        vpc,
        {
            "dns_hostnames": [False, True],
            "dns_support": [False, True],
            f"default_security_group.inbound tcp 22 from {EVERYBODY}": ["open", None],
            **STRAY,
        },
    ),
    Drift(f"subnet {ESTATE}-public-a", subnet, {"public_addresses": [True, False], **STRAY}),
    Drift(f"internet gateway {ESTATE}", internet_gateway, {"tags.Project": ["1", "sluice"]}),
    Drift(f"NAT gateway {ESTATE}", nat_gateway, {**STRAY, "address_tags.Project": ["1", "sluice"]}),
    Drift(
        f"route table {ESTATE}-public",
        public_routes,
        {"routes.192.168.0.0/16": [f"internet gateway {ESTATE}", None], **STRAY},
    ),
    Drift(
        f"route table {ESTATE}-private",
        private_routes,
        {f"routes.{EVERYBODY}": [None, f"NAT gateway {ESTATE}"], "subnets": [PRIVATE[:2], PRIVATE]},
    ),
    Drift(
        f"network ACL {ESTATE}",
        network_acl,
        {
            "inbound.100": [f"allow tcp 22 of {EVERYBODY}", f"deny tcp 22 of {EVERYBODY}"],
            "inbound.50": [f"allow tcp 22 of {EVERYBODY}", None],
            "outbound.200": [None, f"allow all of {EVERYBODY}"],
            **STRAY,
        },
    ),
)
