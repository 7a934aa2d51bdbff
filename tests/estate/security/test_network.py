"""EC2 controls of AWS Foundational Security Best Practices, on the network that was built."""

import json
from dataclasses import dataclass
from typing import Any

import pytest

from .policies import Client

CLOSED_PORTS = (22, 3389)
INTERFACES = {"sqs", "ssm", "ecr.api", "ecr.dkr", "logs", "ecs", "ecs-agent", "ecs-telemetry"}


@dataclass(frozen=True)
class Built:
    aws: Client
    estate_name: str


@pytest.fixture(scope="module")
def built(aws: Client, estate_name: str) -> Built:
    return Built(aws, estate_name)


def vpc(built: Built) -> str:
    named = [{"Name": "tag:Name", "Values": [built.estate_name]}]
    (found,) = built.aws("ec2").describe_vpcs(Filters=named)["Vpcs"]
    return str(found["VpcId"])


def in_vpc(built: Built, listed: str, **more: str) -> list[dict[str, Any]]:
    """What the API lists of a kind in the estate's VPC."""
    filters = {"vpc-id": vpc(built), **{key.replace("_", "-"): value for key, value in more.items()}}
    asked = [{"Name": name, "Values": [value]} for name, value in filters.items()]
    answer = getattr(built.aws("ec2"), f"describe_{listed}")(Filters=asked)
    return list(next(value for value in answer.values() if isinstance(value, list)))


def rules(built: Built, group: str) -> list[dict[str, Any]]:
    of_the_group = [{"Name": "group-id", "Values": [group]}]
    return list(built.aws("ec2").describe_security_group_rules(Filters=of_the_group)["SecurityGroupRules"])


def endpoints(built: Built) -> dict[str, dict[str, Any]]:
    """Those that are there, by the last part of the service's name."""
    found = [each for each in in_vpc(built, "vpc_endpoints") if each["State"] == "available"]
    return {each["ServiceName"].split(".", 3)[3]: each for each in found}


def test_ec2_2_the_default_security_group_lets_nothing_through(built: Built) -> None:
    (default,) = in_vpc(built, "security_groups", group_name="default")
    assert rules(built, default["GroupId"]) == []


def test_ec2_6_flows_are_logged(built: Built) -> None:
    of_the_vpc = [{"Name": "resource-id", "Values": [vpc(built)]}]
    (flow_log,) = built.aws("ec2").describe_flow_logs(Filters=of_the_vpc)["FlowLogs"]
    assert (flow_log["TrafficType"], flow_log["FlowLogStatus"]) == ("ALL", "ACTIVE")


def test_ec2_15_no_subnet_hands_out_public_addresses(built: Built) -> None:
    subnets = in_vpc(built, "subnets")
    assert len({subnet["AvailabilityZone"] for subnet in subnets}) == 3
    assert not any(subnet["MapPublicIpOnLaunch"] for subnet in subnets)


def test_private_subnets_have_no_way_in(built: Built) -> None:
    (table,) = in_vpc(built, "route_tables", **{"tag:Name": f"{built.estate_name}-private"})
    assert len([each for each in table["Associations"] if "SubnetId" in each]) == 3
    assert not any(route.get("GatewayId", "").startswith("igw-") for route in table["Routes"])


def test_ec2_18_19_only_the_balancer_is_open_to_the_world(built: Built) -> None:
    for group in in_vpc(built, "security_groups"):
        inbound = [rule for rule in rules(built, group["GroupId"]) if not rule["IsEgress"]]
        if group["GroupName"] != f"{built.estate_name}-balancer":
            assert all("ReferencedGroupInfo" in rule for rule in inbound), group["GroupName"]
        assert not any(rule.get("CidrIpv4") == "0.0.0.0/0" and rule["FromPort"] not in (80, 443) for rule in inbound)


def test_tasks_and_hosts_call_endpoints_and_s3_alone(built: Built) -> None:
    groups = {group["GroupId"]: group["GroupName"] for group in in_vpc(built, "security_groups")}
    for name in ("tasks", "hosts"):
        (group,) = (each for each, its_name in groups.items() if its_name == f"{built.estate_name}-{name}")
        outbound = [rule for rule in rules(built, group) if rule["IsEgress"]]
        called = [groups.get(rule.get("ReferencedGroupInfo", {}).get("GroupId"), "a prefix list") for rule in outbound]
        assert sorted(called) == ["a prefix list", f"{built.estate_name}-endpoints"]
        assert {(rule["FromPort"], rule["ToPort"]) for rule in outbound} == {(443, 443)}


def test_ec2_21_nobody_logs_in_from_outside(built: Built) -> None:
    subnets = {subnet["SubnetId"] for subnet in in_vpc(built, "subnets")}
    (acl,) = in_vpc(built, "network_acls", default="false")
    assert {each["SubnetId"] for each in acl["Associations"]} == subnets
    inbound = sorted((e for e in acl["Entries"] if not e["Egress"]), key=lambda entry: entry["RuleNumber"])
    for port in CLOSED_PORTS:
        first = next(e for e in inbound if e["Protocol"] == "-1" or e["PortRange"] == {"From": port, "To": port})
        assert first["RuleAction"] == "deny", port


def test_ec2_55_56_57_services_are_reached_from_within(built: Built) -> None:
    found = endpoints(built)
    assert found.keys() >= INTERFACES
    assert all(found[service]["PrivateDnsEnabled"] for service in INTERFACES)


def test_endpoints_let_only_this_account_through(built: Built) -> None:
    account = built.aws("sts").get_caller_identity()["Account"]
    for service in INTERFACES - {"ecs-agent", "ecs-telemetry"}:
        (statement,) = json.loads(endpoints(built)[service]["PolicyDocument"])["Statement"]
        condition = statement["Condition"]["StringEquals"]
        assert condition["aws:PrincipalAccount"] == account, service
        assert account in condition["aws:ResourceAccount"], service


def test_s3_is_reached_for_our_buckets_and_what_hosts_pull(built: Built) -> None:
    gateway = endpoints(built)["s3"]
    assert gateway["VpcEndpointType"] == "Gateway"
    statements = {each["Sid"]: each for each in json.loads(gateway["PolicyDocument"])["Statement"]}
    assert not any(each["Resource"] == "*" or each["Action"] in ("*", "s3:*") for each in statements.values())
    assert "aws:PrincipalAccount" in statements["OursToOurBuckets"]["Condition"]["StringEquals"]
    assert {statements[sid]["Action"] for sid in ("LayersOfImages", "PackagesOfHosts")} == {"s3:GetObject"}
