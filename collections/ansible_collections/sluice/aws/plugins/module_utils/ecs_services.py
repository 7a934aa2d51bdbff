"""The services of a cluster as ECS describes them, those that are there."""

from __future__ import annotations

from typing import Any

from ansible_collections.amazon.aws.plugins.module_utils.modules import AnsibleAWSModule
from ansible_collections.sluice.aws.plugins.module_utils.clients import client

# A service whose launch type changes is replaced over a bridge of this name.
BRIDGE = "-next"
AT_ONCE = 10  # DescribeServices


def described(module: AnsibleAWSModule, cluster: str, names: list[str]) -> dict[str, Any]:
    """By name; one that drains or is gone is not there, nor is any in a cluster that is not."""
    ecs = client(module, "ecs")
    found: list[Any] = []
    try:
        for start in range(0, len(names), AT_ONCE):
            asked = names[start : start + AT_ONCE]
            found += ecs.describe_services(cluster=cluster, services=asked, include=["TAGS"])["services"]
    except ecs.exceptions.ClusterNotFoundException:
        return {}
    return {service["serviceName"]: service for service in found if service["status"] == "ACTIVE"}


def primary(service: dict[str, Any]) -> dict[str, Any]:
    """The deployment that the service goes towards, or has come to."""
    return next(each for each in service["deployments"] if each["status"] == "PRIMARY")


def of_family(module: AnsibleAWSModule, family: str) -> list[Any]:
    """Those of this call that run the family, and their bridges."""
    items = [item for item in module.params.get("services") or [] if item["task_definition"] == family]
    return [
        service
        for item in items
        for service in described(module, item["cluster"], [item["name"], item["name"] + BRIDGE]).values()
    ]
