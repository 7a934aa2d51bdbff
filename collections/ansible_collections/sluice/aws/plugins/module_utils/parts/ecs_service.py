"""ECS services: what is wanted of one, with the ids of its neighbours, and what is there."""

from __future__ import annotations

from typing import Any

from ansible_collections.sluice.aws.plugins.module_utils import ecs_service_shape as shape
from ansible_collections.sluice.aws.plugins.module_utils.ecs_service_change import ChangingService
from ansible_collections.sluice.aws.plugins.module_utils.ecs_services import BRIDGE, described
from ansible_collections.sluice.aws.plugins.module_utils.names import (
    registry_arn,
    security_group_ids,
    subnet_ids,
    target_group_arn,
)
from ansible_collections.sluice.aws.plugins.module_utils.parts.task_definition import revision_after
from ansible_collections.sluice.aws.plugins.module_utils.release import NONE_YET, released
from ansible_collections.sluice.aws.plugins.module_utils.resource import State


class EcsService(ChangingService):
    kind = "service"
    option = "services"
    fixed = ("launch_type", "scheduling")
    told = ("release",)

    def read_all(self, items: list[State]) -> None:
        self.items = items
        for cluster in {item["cluster"] for item in items}:
            names = [name for item in items if item["cluster"] == cluster for name in _pair(item["name"])]
            self.found |= {(cluster, name): each for name, each in described(self.module, cluster, names).items()}

    def wanted(self, item: State) -> State:
        if self.module.params["state"] == "absent":
            return item
        running = self.found.get((item["cluster"], item["name"]))
        waits = self._waits_for_its_release(item)
        want = {
            **shape.always(),
            "name": item["name"],
            "cluster": item["cluster"],
            "release": NONE_YET if waits else None,
            "capacity_providers": [{"capacityProvider": item["capacity_provider"], "weight": 1, "base": 0}],
            "task_definition": revision_after(self.module, item["task_definition"], running),
            "desired_count": 0 if waits else _within(item, running),
            "subnets": subnet_ids(self.module, item["subnets"]),
            "security_groups": security_group_ids(self.module, item["security_groups"]),
            "load_balancers": shape.balancers([self._balancer(each) for each in item["load_balancers"]]),
            "registries": [
                {"registryArn": registry_arn(self.module, each["namespace"], each["name"])}
                for each in item["discovered_as"]
            ],
            # Said of a service without a balancer, ECS refuses it.
            "health_check_grace_seconds": item["health_check_grace_seconds"] if item["load_balancers"] else None,
            "deployment": shape.deployment(
                item["minimum_healthy_percent"],
                item["maximum_percent"],
                {"enable": True, "rollback": True},
                {"alarmNames": item["alarms"], "enable": item["alarms"], "rollback": item["alarms"]},
            ),
            "pairs": [each["target_group"] for each in item["load_balancers"]],
            "tags": item["tags"],
        }
        self.wants.append(want)
        return want

    def _waits_for_its_release(self, item: State) -> bool:
        listed = [each for each in self.module.params["task_definitions"] if each["family"] == item["task_definition"]]
        parameters = [each["release_parameter"] for each in listed if each["release_parameter"]]
        return any(released(self.module, parameter) is None for parameter in parameters)

    def _balancer(self, balanced: State) -> State:
        return {
            "targetGroupArn": target_group_arn(self.module, balanced["target_group"]),
            "containerName": balanced["container"],
            "containerPort": balanced["container_port"],
        }

    def read(self, want: State) -> State | None:
        service = self.found.get((want["cluster"], want["name"]))
        return self._state(want, service) if service else None


def _pair(name: str) -> tuple[str, str]:
    return name, name + BRIDGE


def _within(item: State, running: Any | None) -> int:
    """What scaling has made of it stays, within the bounds; a new one begins with the minimum."""
    count = running["desiredCount"] if running else item["minimum"]
    return int(min(max(count, item["minimum"]), item["maximum"]))
