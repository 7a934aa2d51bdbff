"""Drifts of what tasks run on: the cluster, its hosts, and who decides how many there are."""

from typing import Any

from .drift import ESTATE, STRAY, Aws, Drift

TEMPLATE = {"LaunchTemplateName": ESTATE}
GROUP = {"AutoScalingGroupName": ESTATE}


def cluster(aws: Aws) -> None:
    ecs = aws("ecs")
    ecs.update_cluster(cluster=ESTATE, settings=[{"name": "containerInsights", "value": "disabled"}])
    arn = ecs.describe_clusters(clusters=[ESTATE])["clusters"][0]["clusterArn"]
    ecs.tag_resource(resourceArn=arn, tags=[{"key": "Stray", "value": "1"}])


def launch_template(aws: Aws) -> None:
    """A token that reaches tasks, and an agent that lets them."""
    ec2 = aws("ec2")
    there = ec2.describe_launch_template_versions(Versions=["$Default"], **TEMPLATE)["LaunchTemplateVersions"][0]
    data: dict[str, Any] = there["LaunchTemplateData"]
    data["MetadataOptions"]["HttpPutResponseHopLimit"] = 2
    data["InstanceType"] = "t3.medium"
    made = ec2.create_launch_template_version(LaunchTemplateData=data, **TEMPLATE)["LaunchTemplateVersion"]
    ec2.modify_launch_template(DefaultVersion=str(made["VersionNumber"]), **TEMPLATE)


def group(aws: Aws) -> None:
    autoscaling = aws("autoscaling")
    autoscaling.update_auto_scaling_group(MaxSize=60, NewInstancesProtectedFromScaleIn=False, **GROUP)
    tag = {"ResourceId": ESTATE, "ResourceType": "auto-scaling-group", "Key": "AmazonECSManaged"}
    autoscaling.delete_tags(Tags=[tag])


def capacity_provider(aws: Aws) -> None:
    aws("ecs").update_capacity_provider(
        name=ESTATE,
        autoScalingGroupProvider={
            "managedScaling": {"status": "DISABLED", "targetCapacity": 10},
            "managedTerminationProtection": "DISABLED",
            "managedDraining": "DISABLED",
        },
    )
    aws("ecs").put_cluster_capacity_providers(
        cluster=ESTATE, capacityProviders=[ESTATE], defaultCapacityProviderStrategy=[]
    )


DRIFTS = (
    Drift(f"cluster {ESTATE}", cluster, {"container_insights": ["disabled", "enabled"], **STRAY}),
    Drift(
        f"launch template {ESTATE}",
        launch_template,
        {"imds.hop_limit": [2, 1], "instance_type": ["t3.medium", "t3.small"]},
    ),
    Drift(
        f"auto scaling group {ESTATE}",
        group,
        {
            "max_size": [60, 6],
            "protects_new_hosts": [False, True],
            "tags.AmazonECSManaged": [None, ""],
            "version": ["1", "(known after apply)"],  # of the template, which this very run mends
        },
    ),
    Drift(
        f"capacity provider {ESTATE}",
        capacity_provider,
        {
            "managed_scaling.status": ["DISABLED", "ENABLED"],
            "managed_scaling.targetCapacity": [10, 100],
            "managed_termination_protection": ["DISABLED", "ENABLED"],
            "managed_draining": ["DISABLED", "ENABLED"],
            "share": [None, {"base": 0, "weight": 1}],
        },
    ),
)
