"""A service in the shape that it is compared in, and in the one that ECS takes."""

from __future__ import annotations

from typing import Any

from ansible_collections.sluice.aws.plugins.module_utils.changes import State

PROVIDED = "by capacity provider"

# Zones first, so that the loss of one leaves tasks; then as few hosts as will do.
PLACEMENT = [
    {"type": "spread", "field": "attribute:ecs.availability-zone"},
    {"type": "binpack", "field": "MEMORY"},
]
BALANCER = ("targetGroupArn", "containerName", "containerPort")

# What each field is to CreateService and UpdateService; the network is one of several.
PARAMETERS = {
    "task_definition": "taskDefinition",
    "desired_count": "desiredCount",
    "capacity_providers": "capacityProviderStrategy",
    "placement": "placementStrategy",
    "load_balancers": "loadBalancers",
    "registries": "serviceRegistries",
    "health_check_grace_seconds": "healthCheckGracePeriodSeconds",
    "deployment": "deploymentConfiguration",
    "zone_rebalancing": "availabilityZoneRebalancing",
    "managed_tags": "enableECSManagedTags",
    "propagated_tags": "propagateTags",
    "execute_command": "enableExecuteCommand",
}
NETWORK = {"subnets": "subnets", "security_groups": "securityGroups", "public_ip": "assignPublicIp"}


def always() -> State:
    """What no inventory says of a service, because it is the same for all of them."""
    return {
        "launch_type": PROVIDED,
        "scheduling": "REPLICA",
        "placement": PLACEMENT,
        "public_ip": "DISABLED",
        # It would stop a task that is well to start it elsewhere, at any time and with an ENI to spare; spreading each
        # deployment over the zones is enough (ECS Developer Guide, "Balancing an Amazon ECS service across
        # Availability Zones").
        "zone_rebalancing": "DISABLED",
        "managed_tags": True,
        "propagated_tags": "SERVICE",
        "execute_command": False,  # it needs a root filesystem that can be written to
    }


def deployment(minimum: int | None, maximum: int | None, breaker: dict[str, Any], alarms: dict[str, Any]) -> State:
    return {
        "strategy": "ROLLING",
        "minimumHealthyPercent": minimum,
        "maximumPercent": maximum,
        "deploymentCircuitBreaker": {key: bool(breaker.get(key)) for key in ("enable", "rollback")},
        "alarms": {
            "alarmNames": sorted(alarms.get("alarmNames", [])),
            **{key: bool(alarms.get(key)) for key in ("enable", "rollback")},
        },
    }


def state(service: dict[str, Any]) -> State:
    """What DescribeServices returns, by our fields."""
    network = service.get("networkConfiguration", {}).get("awsvpcConfiguration", {})
    configured = service.get("deploymentConfiguration", {})
    providers = service.get("capacityProviderStrategy", [])
    return {
        "launch_type": service.get("launchType") or PROVIDED,
        "scheduling": service.get("schedulingStrategy"),
        "capacity_providers": [{"weight": 0, "base": 0, **provider} for provider in providers],
        "placement": [
            # Either case says the same to ECS.
            {**rule, "field": rule["field"].upper()} if rule["type"] == "binpack" else rule
            for rule in service.get("placementStrategy", [])
        ],
        "task_definition": service["taskDefinition"],
        "desired_count": service["desiredCount"],
        "subnets": sorted(network.get("subnets", [])),
        "security_groups": sorted(network.get("securityGroups", [])),
        "public_ip": network.get("assignPublicIp", "DISABLED"),
        "load_balancers": balancers([{key: each.get(key) for key in BALANCER} for each in service["loadBalancers"]]),
        "registries": [{"registryArn": each["registryArn"]} for each in service.get("serviceRegistries", [])],
        "health_check_grace_seconds": service.get("healthCheckGracePeriodSeconds", 0),
        "deployment": {
            **deployment(
                configured.get("minimumHealthyPercent"),
                configured.get("maximumPercent"),
                configured.get("deploymentCircuitBreaker", {}),
                configured.get("alarms", {}),
            ),
            "strategy": configured.get("strategy", "ROLLING"),
        },
        "zone_rebalancing": service.get("availabilityZoneRebalancing", "DISABLED"),
        "managed_tags": bool(service.get("enableECSManagedTags")),
        "propagated_tags": service.get("propagateTags", "NONE"),
        "execute_command": bool(service.get("enableExecuteCommand")),
    }


def balancers(entries: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return sorted(entries, key=lambda entry: str(entry["targetGroupArn"]))


def parameters(want: State, fields: set[str]) -> dict[str, Any]:
    """Only what is asked for is said, since a count or a network that is said again begins what nobody asked for."""
    said = {name: want[field] for field, name in PARAMETERS.items() if field in fields and want[field] is not None}
    if fields & NETWORK.keys():
        said["networkConfiguration"] = {"awsvpcConfiguration": {name: want[field] for field, name in NETWORK.items()}}
    return said
