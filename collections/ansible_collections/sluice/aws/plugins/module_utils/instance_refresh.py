"""Hosts of a group get another version of their template one after the other, and no task is lost by it."""

from __future__ import annotations

from typing import Any

from ansible_collections.amazon.aws.plugins.module_utils.botocore import is_boto3_error_code
from ansible_collections.sluice.aws.plugins.module_utils.refusals import RefusedError

Group = dict[str, Any]

# What leads to the wanted version: "InstanceRefresh", Amazon EC2 Auto Scaling API Reference.
GOING_ON = ("Pending", "InProgress", "Baking")
LEAVING = ("Terminating", "Terminated", "Detach")

# All of it together keeps tasks alive: a host's successor serves before the host leaves (100 to 200 %, the only room
# that even a group of one has), hosts with tasks are protected from scale-in and are replaced all the same, and before
# one ends ECS moves its tasks away (Amazon ECS Developer Guide, "Safely stop Amazon ECS workloads running on EC2
# instances", which asks for this very choice where termination protection is managed).
PREFERENCES = {
    "MinHealthyPercentage": 100,
    "MaxHealthyPercentage": 200,
    "ScaleInProtectedInstances": "Refresh",
    "SkipMatching": True,
}


def going_on(client: Any, name: str) -> str | None:
    """The version that a refresh leads to, "?" where it names none, or None where none goes on."""
    for refresh in client.describe_instance_refreshes(AutoScalingGroupName=name)["InstanceRefreshes"]:
        if refresh["Status"] in GOING_ON:
            return str(refresh.get("DesiredConfiguration", {}).get("LaunchTemplate", {}).get("Version", "?"))
    return None


def version_of(group: Group, refreshed_to: str | None) -> str | None:
    """That of the group, with those of its hosts that have another; or the one that a refresh is leading to."""
    if refreshed_to:
        return refreshed_to
    own = group.get("LaunchTemplate", {}).get("Version")
    others = sorted({str(version) for version in _of_hosts(group)} - {str(own)})
    return f"{own}, and hosts of {', '.join(others)}" if others else own


def lead_to(client: Any, group: Group, template: str, version: str) -> None:
    """Where no host has another version there is nothing to refresh, and the group alone is told."""
    wanted = {"LaunchTemplateName": template, "Version": version}
    if all(each == version for each in _of_hosts(group)):
        client.update_auto_scaling_group(AutoScalingGroupName=group["AutoScalingGroupName"], LaunchTemplate=wanted)
        return
    # "Undo changes with a manual or auto rollback": AWS knows no way back to a version by another name.
    numbered = str(group.get("LaunchTemplate", {}).get("Version", "$")).isdecimal()
    try:
        client.start_instance_refresh(
            AutoScalingGroupName=group["AutoScalingGroupName"],
            DesiredConfiguration={"LaunchTemplate": wanted},
            Preferences={**PREFERENCES, "AutoRollback": numbered},
        )
    except is_boto3_error_code("InstanceRefreshInProgress"):
        raise RefusedError(
            "its hosts are being replaced already, with another version: wait until that is over, or end it  (aws "
            f"autoscaling cancel-instance-refresh --auto-scaling-group-name {group['AutoScalingGroupName']}), and run "
            "this again"
        ) from None


def _of_hosts(group: Group) -> list[str | None]:
    """The version of each that stays."""
    staying = [each for each in group.get("Instances", []) if not each["LifecycleState"].startswith(LEAVING)]
    return [each.get("LaunchTemplate", {}).get("Version") for each in staying]
