"""Patches of hosts: the fault is still there upstream (otherwise drop the patch), and gone here."""

import base64
from typing import Any
from uuid import uuid4

import pytest
from botocore.exceptions import ClientError
from botocore.parsers import ResponseParserError

from .conftest import Client

DATA = {"ImageId": "ami-1", "InstanceType": "t3.nano", "UserData": base64.b64encode(b"#!/bin/sh\n").decode()}


def template(client: Client, **more: Any) -> str:
    """Its name, with two versions of which the second is the default."""
    ec2, name = client("ec2"), f"template-{uuid4()}"
    ec2.create_launch_template(LaunchTemplateName=name, LaunchTemplateData=DATA, **more)
    ec2.create_launch_template_version(LaunchTemplateName=name, LaunchTemplateData=DATA)
    ec2.modify_launch_template(LaunchTemplateName=name, DefaultVersion="2")
    return name


def group(client: Client, hosts: int, version: str = "1") -> dict[str, str]:
    """The name of a group whose hosts are protected, as an argument."""
    autoscaling, name = client("autoscaling"), f"group-{uuid4()}"
    autoscaling.create_auto_scaling_group(
        AutoScalingGroupName=name,
        MinSize=hosts,
        MaxSize=hosts,
        AvailabilityZones=["eu-west-1a"],
        LaunchTemplate={"LaunchTemplateName": template(client), "Version": version},
        NewInstancesProtectedFromScaleIn=True,
    )
    return {"AutoScalingGroupName": name}


def hosts_of(client: Client, named: dict[str, str]) -> list[dict[str, Any]]:
    told = client("autoscaling").describe_auto_scaling_groups(AutoScalingGroupNames=list(named.values()))
    return [host for each in told["AutoScalingGroups"] for host in each["Instances"]]


def test_a_launch_template_tells_the_tags_that_it_is_given(upstream: Client, aws: Client) -> None:
    def tags(client: Client) -> list[Any]:
        given = [{"ResourceType": "launch-template", "Tags": [{"Key": "One", "Value": "1"}]}]
        name = template(client, TagSpecifications=given)

        def told() -> Any:
            return client("ec2").describe_launch_templates(LaunchTemplateNames=[name])["LaunchTemplates"][0]

        client("ec2").create_tags(Resources=[told()["LaunchTemplateId"]], Tags=[{"Key": "Two", "Value": "2"}])
        return sorted(tag["Key"] for tag in told()["Tags"])

    assert tags(upstream) == ["One"]
    assert tags(aws) == ["One", "Two"]


def test_a_host_is_launched_from_a_second_version(upstream: Client, aws: Client) -> None:
    with pytest.raises((ClientError, ResponseParserError)):
        group(upstream, 1, "2")
    assert len(hosts_of(aws, group(aws, 1, "2"))) == 1


def test_a_host_tells_the_version_that_it_was_launched_from(upstream: Client, aws: Client) -> None:
    def version(client: Client) -> str:
        return str(hosts_of(client, group(client, 1))[0]["LaunchTemplate"]["Version"])

    assert version(upstream) == "2", "the template's default"
    assert version(aws) == "1"


def test_a_group_goes_by_force_with_its_protected_hosts_and_not_otherwise(upstream: Client, aws: Client) -> None:
    def left(client: Client, **force: bool) -> set[str]:
        named = group(client, 1)
        (host,) = hosts_of(client, named)
        client("autoscaling").delete_auto_scaling_group(**named, **force)
        told = client("ec2").describe_instances(InstanceIds=[host["InstanceId"]])["Reservations"][0]["Instances"]
        return {each["State"]["Name"] for each in told}

    assert left(upstream, ForceDelete=True) == left(upstream) == {"running"}
    assert left(aws, ForceDelete=True) == {"terminated"}
    with pytest.raises(ClientError, match="ResourceInUse"):
        left(aws)


def test_the_interface_of_a_host_goes_with_it(upstream: Client, aws: Client) -> None:
    def left(client: Client) -> int:
        ec2 = client("ec2")
        vpc = ec2.create_vpc(CidrBlock="10.8.0.0/16")["Vpc"]["VpcId"]
        subnet = ec2.create_subnet(VpcId=vpc, CidrBlock="10.8.0.0/24")["Subnet"]["SubnetId"]
        host = ec2.run_instances(ImageId="ami-1", MinCount=1, MaxCount=1, SubnetId=subnet)["Instances"][0]["InstanceId"]
        ec2.terminate_instances(InstanceIds=[host])
        in_it = [{"Name": "subnet-id", "Values": [subnet]}]
        return len(ec2.describe_network_interfaces(Filters=in_it)["NetworkInterfaces"])

    assert left(upstream) == 1
    assert left(aws) == 0


def test_volumes_are_encrypted_by_a_key_of_aws(upstream: Client, aws: Client) -> None:
    def manager(client: Client) -> str:
        client("ec2").create_volume(AvailabilityZone="eu-west-1a", Size=1, Encrypted=True)
        return str(client("kms").describe_key(KeyId="alias/aws/ebs")["KeyMetadata"]["KeyManager"])

    assert manager(upstream) == "CUSTOMER"
    assert manager(aws) == "AWS"


def refreshed(client: Client, **preferences: Any) -> tuple[str, set[str]]:
    """How a refresh to the second version ends, and the versions that hosts have then."""
    named, autoscaling = group(client, 2), client("autoscaling")
    (told,) = autoscaling.describe_auto_scaling_groups(AutoScalingGroupNames=list(named.values()))["AutoScalingGroups"]
    wanted = {"LaunchTemplateName": told["LaunchTemplate"]["LaunchTemplateName"], "Version": "2"}
    autoscaling.start_instance_refresh(
        DesiredConfiguration={"LaunchTemplate": wanted}, Preferences=preferences, **named
    )
    with pytest.raises(ClientError, match="InstanceRefreshInProgress"):
        autoscaling.start_instance_refresh(**named)
    statuses = [autoscaling.describe_instance_refreshes(**named)["InstanceRefreshes"][0]["Status"] for _ in range(3)]
    assert statuses[:2] == ["Pending", "InProgress"]
    return statuses[2], {host["LaunchTemplate"]["Version"] for host in hosts_of(client, named)}


def test_an_instance_refresh_replaces_hosts(upstream: Client, aws: Client) -> None:
    with pytest.raises((ClientError, ResponseParserError)):
        refreshed(upstream)
    assert refreshed(aws, ScaleInProtectedInstances="Refresh") == ("Successful", {"2"})


def test_an_instance_refresh_fails_at_protected_hosts_that_it_was_not_told_of(aws: Client) -> None:
    assert refreshed(aws) == ("Failed", {"1"})


def provider(client: Client, **settings: Any) -> str:
    name = f"provider-{uuid4()}"
    arn = "arn:aws:autoscaling:eu-west-1:000000000000:autoScalingGroup:1:autoScalingGroupName/one"
    client("ecs").create_capacity_provider(name=name, autoScalingGroupProvider={"autoScalingGroupArn": arn, **settings})
    return name


def test_a_cluster_takes_only_capacity_providers_that_are_there(upstream: Client, aws: Client) -> None:
    def attach(ecs: Any) -> None:
        ecs.create_cluster(clusterName="unknown-provider")
        ecs.put_cluster_capacity_providers(
            cluster="unknown-provider", capacityProviders=["nobody"], defaultCapacityProviderStrategy=[]
        )

    attach(upstream("ecs"))
    with pytest.raises(ClientError, match="was not found"):
        attach(aws("ecs"))
    with pytest.raises(ClientError, match="was not found"):
        aws("ecs").create_cluster(clusterName="another", capacityProviders=["nobody"])
    aws("ecs").create_cluster(clusterName="another", capacityProviders=["FARGATE"])


def test_a_capacity_provider_that_a_cluster_has_stays_and_a_deleted_one_is_still_listed(
    upstream: Client, aws: Client
) -> None:
    def deleted(client: Client) -> list[str]:
        ecs, name = client("ecs"), provider(client)
        attached = {"cluster": f"cluster-{name}", "defaultCapacityProviderStrategy": []}
        ecs.create_cluster(clusterName=attached["cluster"], capacityProviders=[name])
        with pytest.raises(ClientError, match="ResourceInUse"):
            ecs.delete_capacity_provider(capacityProvider=name)
        ecs.put_cluster_capacity_providers(capacityProviders=[], **attached)
        ecs.delete_capacity_provider(capacityProvider=name)
        return [
            each["status"] for each in ecs.describe_capacity_providers(capacityProviders=[name])["capacityProviders"]
        ]

    with pytest.raises(pytest.fail.Exception, match="DID NOT RAISE"):
        deleted(upstream)
    assert deleted(aws) == ["INACTIVE"]


def test_all_capacity_providers_are_listed(upstream: Client, aws: Client) -> None:
    def listed(client: Client) -> bool:
        name = provider(client)
        return name in [each["name"] for each in client("ecs").describe_capacity_providers()["capacityProviders"]]

    with pytest.raises(ClientError):
        listed(upstream)
    assert listed(aws)


def test_managed_draining_is_on_at_first_and_can_be_changed(upstream: Client, aws: Client) -> None:
    def draining(client: Client, *changes: str) -> list[Any]:
        ecs, name = client("ecs"), provider(client)
        found = []
        for change in ("", *changes):
            if change:
                ecs.update_capacity_provider(name=name, autoScalingGroupProvider={"managedDraining": change})
            told = ecs.describe_capacity_providers(capacityProviders=[name])["capacityProviders"][0]
            found.append(told["autoScalingGroupProvider"].get("managedDraining"))
        return found

    assert draining(upstream, "DISABLED") == [None, None]
    assert draining(aws, "DISABLED", "ENABLED") == ["ENABLED", "DISABLED", "ENABLED"]
