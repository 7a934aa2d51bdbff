"""The services of a cluster as ECS describes them."""

from __future__ import annotations

from typing import Any

from ansible_collections.amazon.aws.plugins.module_utils.modules import AnsibleAWSModule
from ansible_collections.sluice.aws.plugins.module_utils.clients import client

# A service whose launch type changes is replaced over a bridge of this name.
BRIDGE = "-next"
AT_ONCE = 10  # DescribeServices


def described(module: AnsibleAWSModule, cluster: str, names: list[str]) -> dict[str, Any]:
    """Those that are there, by name: none that is draining, and none in a cluster that is not there itself."""
    found = _described(module, cluster, names)
    return {service["serviceName"]: service for service in found if service["status"] == "ACTIVE"}


def is_going(module: AnsibleAWSModule, cluster: str, name: str) -> bool:
    """Whether it drains, or its last task has not stopped; a name is free only after that."""
    return any(each["status"] != "INACTIVE" or each["runningCount"] for each in _described(module, cluster, [name]))


def _described(module: AnsibleAWSModule, cluster: str, names: list[str]) -> list[Any]:
    ecs = client(module, "ecs")
    starts = range(0, len(names), AT_ONCE)
    asked = [{"services": names[start : start + AT_ONCE], "include": ["TAGS"]} for start in starts]
    try:
        return [each for some in asked for each in ecs.describe_services(cluster=cluster, **some)["services"]]
    except ecs.exceptions.ClusterNotFoundException:
        return []


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
