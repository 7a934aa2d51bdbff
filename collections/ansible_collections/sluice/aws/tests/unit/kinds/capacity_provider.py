"""A capacity provider with its group."""

from typing import Any

from ..kind import TAGS, Act, Api, Kind
from ..network import found, network

NAME = "kind-provider"
CLUSTER = "provided"


def group_arn(api: Api, name: str, second: int) -> str:
    """That of a group without hosts which is made by hand, in a network of its own."""
    network(f"{name}-vpc", second)(api)
    api("ec2").create_launch_template(
        LaunchTemplateName=name, LaunchTemplateData={"ImageId": "ami-1", "InstanceType": "t3.nano"}
    )
    autoscaling, named = api("autoscaling"), {"AutoScalingGroupName": name}
    autoscaling.create_auto_scaling_group(
        MinSize=0,
        MaxSize=1,
        LaunchTemplate={"LaunchTemplateName": name, "Version": "1"},
        VPCZoneIdentifier=found(api, "subnets", f"{name}-vpc-a")["SubnetId"],
        **named,
    )
    (made,) = autoscaling.describe_auto_scaling_groups(AutoScalingGroupNames=[name])["AutoScalingGroups"]
    return str(made["AutoScalingGroupARN"])


def neighbours(api: Api) -> None:
    group_arn(api, "provided-hosts", 32)
    group_arn(api, "other-hosts", 34)
    for cluster in (CLUSTER, "other-provided"):
        api("ecs").create_cluster(clusterName=cluster)


def update(**changes: Any) -> Act:
    return lambda api: api("ecs").update_capacity_provider(name=NAME, autoScalingGroupProvider=changes)


def put(providers: list[str], *strategy: dict[str, Any]) -> Act:
    changes = {"capacityProviders": providers, "defaultCapacityProviderStrategy": strategy}
    return lambda api: api("ecs").put_cluster_capacity_providers(cluster=CLUSTER, **changes)


def retag(api: Api) -> None:
    (there,) = api("ecs").describe_capacity_providers(capacityProviders=[NAME])["capacityProviders"]
    api("ecs").tag_resource(resourceArn=there["capacityProviderArn"], tags=[{"key": "Stray", "value": "1"}])


KIND = Kind(
    "capacity_provider",
    "capacity_providers",
    {"name": NAME, "group": "provided-hosts", "cluster": CLUSTER, "target_capacity": 100, "tags": TAGS},
    {
        "cluster": put([]),
        "share": put([NAME]),
        "share.weight": put([NAME], {"capacityProvider": NAME, "weight": 7}),
        "managed_scaling.status": update(managedScaling={"status": "DISABLED"}),
        "managed_scaling.targetCapacity": update(managedScaling={"targetCapacity": 50}),
        "managed_scaling.maximumScalingStepSize": update(managedScaling={"maximumScalingStepSize": 1}),
        "managed_termination_protection": update(managedTerminationProtection="DISABLED"),
        "managed_draining": update(managedDraining="DISABLED"),
        "tags.Stray": retag,
    },
    {"group": "other-hosts"},
    neighbours=neighbours,
)
