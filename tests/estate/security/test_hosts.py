"""The rows ECS.12 and .19, EC2 and AutoScaling of the security bar, on the hosts that site.yml really built."""

import base64
from typing import Any

import pytest

from .policies import Client


@pytest.fixture(scope="module")
def group(aws: Client, estate_name: str) -> dict[str, Any]:
    (found,) = aws("autoscaling").describe_auto_scaling_groups(AutoScalingGroupNames=[estate_name])["AutoScalingGroups"]
    return dict(found)


@pytest.fixture(scope="module")
def launched(aws: Client, group: dict[str, Any]) -> dict[str, Any]:
    """What a host of the group is launched with."""
    told = aws("ec2").describe_launch_template_versions(
        LaunchTemplateId=group["LaunchTemplate"]["LaunchTemplateId"], Versions=[group["LaunchTemplate"]["Version"]]
    )
    return dict(told["LaunchTemplateVersions"][0]["LaunchTemplateData"])


def test_ec2_3_7_every_volume_is_encrypted(launched: dict[str, Any]) -> None:
    assert launched["BlockDeviceMappings"]
    assert all(each["Ebs"]["Encrypted"] is True for each in launched["BlockDeviceMappings"])


def test_ec2_8_170_metadata_needs_a_token_that_goes_no_further_than_the_host(launched: dict[str, Any]) -> None:
    metadata = launched["MetadataOptions"]
    assert (metadata["HttpTokens"], metadata["HttpPutResponseHopLimit"]) == ("required", 1)
    config = base64.b64decode(launched["UserData"]).decode().splitlines()
    assert "ECS_AWSVPC_BLOCK_IMDS=true" in config


def test_ec2_9_15_25_no_host_has_a_public_address(aws: Client, launched: dict[str, Any], group: dict[str, Any]) -> None:
    assert [each["AssociatePublicIpAddress"] for each in launched["NetworkInterfaces"]] == [False]
    subnets = aws("ec2").describe_subnets(SubnetIds=group["VPCZoneIdentifier"].split(","))["Subnets"]
    assert not any(subnet["MapPublicIpOnLaunch"] for subnet in subnets)
    hosts = [host["InstanceId"] for host in group["Instances"]]
    told = aws("ec2").describe_instances(InstanceIds=hosts)["Reservations"]
    assert [host.get("PublicIpAddress") for each in told for host in each["Instances"]] == [None] * len(hosts)


def test_autoscaling_2_hosts_are_in_several_zones(aws: Client, group: dict[str, Any]) -> None:
    subnets = aws("ec2").describe_subnets(SubnetIds=group["VPCZoneIdentifier"].split(","))["Subnets"]
    assert len({subnet["AvailabilityZone"] for subnet in subnets}) == 3


def test_autoscaling_9_hosts_come_from_a_launch_template(group: dict[str, Any]) -> None:
    assert group["LaunchTemplate"]["Version"].isdecimal(), "and from a version that nobody can change"
    assert "LaunchConfigurationName" not in group


def test_ecs_12_container_insights_are_kept(aws: Client, estate_name: str) -> None:
    (cluster,) = aws("ecs").describe_clusters(clusters=[estate_name], include=["SETTINGS"])["clusters"]
    settings = {each["name"]: each["value"] for each in cluster["settings"]}
    assert settings["containerInsights"] in ("enabled", "enhanced")


def test_ecs_19_no_host_goes_while_it_has_tasks(aws: Client, estate_name: str, group: dict[str, Any]) -> None:
    (cluster,) = aws("ecs").describe_clusters(clusters=[estate_name])["clusters"]
    found = aws("ecs").describe_capacity_providers(capacityProviders=cluster["capacityProviders"])["capacityProviders"]
    assert found
    for provider in found:
        assert provider["autoScalingGroupProvider"]["managedTerminationProtection"] == "ENABLED"
        assert provider["autoScalingGroupProvider"]["managedDraining"] == "ENABLED"
    assert group["NewInstancesProtectedFromScaleIn"] is True
    assert all(host["ProtectedFromScaleIn"] for host in group["Instances"])


def test_no_container_of_a_host_is_privileged(launched: dict[str, Any]) -> None:
    """ECS.4, whatever a task definition says."""
    assert "ECS_DISABLE_PRIVILEGED=true" in base64.b64decode(launched["UserData"]).decode().splitlines()


def test_hosts_take_containers_that_gain_no_privileges(launched: dict[str, Any]) -> None:
    assert "ECS_SELINUX_CAPABLE=true" in base64.b64decode(launched["UserData"]).decode().splitlines()
