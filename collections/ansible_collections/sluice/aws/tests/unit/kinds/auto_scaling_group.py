"""A group of hosts."""

from typing import Any

from ..kind import TAGS, Act, Api, Kind
from ..network import network

NAME = {"AutoScalingGroupName": "kind-hosts"}
TEMPLATE = {"LaunchTemplateName": "group-template"}
DATA = {"ImageId": "ami-1", "InstanceType": "t3.nano"}


def neighbours(api: Api) -> None:
    network("hosts-vpc", 31)(api)
    api("ec2").create_launch_template(LaunchTemplateData=DATA, **TEMPLATE)


def update(**changes: Any) -> Act:
    return lambda api: api("autoscaling").update_auto_scaling_group(**NAME, **changes)


def another_version(api: Api) -> None:
    """As a killed apply leaves it: the template is changed, and no host knows."""
    made = api("ec2").create_launch_template_version(LaunchTemplateData=DATA, **TEMPLATE)["LaunchTemplateVersion"]
    api("ec2").modify_launch_template(DefaultVersion=str(made["VersionNumber"]), **TEMPLATE)


def tag(operation: str, key: str, **more: Any) -> Act:
    group = {"ResourceId": NAME["AutoScalingGroupName"], "ResourceType": "auto-scaling-group", "Key": key}
    return lambda api: getattr(api("autoscaling"), operation)(Tags=[{**group, **more}])


def one_subnet(api: Api) -> None:
    subnets = api("autoscaling").describe_auto_scaling_groups(AutoScalingGroupNames=list(NAME.values()))
    update(VPCZoneIdentifier=subnets["AutoScalingGroups"][0]["VPCZoneIdentifier"].split(",")[0])(api)


KIND = Kind(
    "auto_scaling_group",
    "groups",
    {
        "name": NAME["AutoScalingGroupName"],
        "launch_template": TEMPLATE["LaunchTemplateName"],
        "subnets": ["hosts-vpc-a", "hosts-vpc-b"],
        "min_size": 2,
        "max_size": 4,
        "tags": TAGS,
    },
    {
        "version": another_version,
        "subnets": one_subnet,
        "min_size": update(MinSize=1),
        "max_size": update(MaxSize=9),
        "grace_seconds": update(HealthCheckGracePeriod=7),
        "health_check": update(HealthCheckType="ELB"),
        "protects_new_hosts": update(NewInstancesProtectedFromScaleIn=False),
        "tags.AmazonECSManaged": tag("delete_tags", "AmazonECSManaged"),
        "tags.Project": tag("create_or_update_tags", "Project", Value="sluice", PropagateAtLaunch=False),
        "tags.Stray": tag("create_or_update_tags", "Stray", Value="1", PropagateAtLaunch=True),
    },
    neighbours=neighbours,
)
