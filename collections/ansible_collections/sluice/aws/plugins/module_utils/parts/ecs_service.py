"""ECS services: neighbours are named and their ids looked up; one that goes is gone with its last task."""

from __future__ import annotations

import time
from typing import Any

from ansible_collections.amazon.aws.plugins.module_utils.modules import AnsibleAWSModule
from ansible_collections.sluice.aws.plugins.module_utils import ecs_service_shape as shape
from ansible_collections.sluice.aws.plugins.module_utils.changes import differences
from ansible_collections.sluice.aws.plugins.module_utils.ecs_services import BRIDGE, described, primary
from ansible_collections.sluice.aws.plugins.module_utils.ecs_tags import from_ecs, to_ecs, write_tags
from ansible_collections.sluice.aws.plugins.module_utils.names import (
    security_group_ids,
    subnet_ids,
    target_group_arn,
    target_groups,
)
from ansible_collections.sluice.aws.plugins.module_utils.parts.task_definition import revision_after
from ansible_collections.sluice.aws.plugins.module_utils.release import NONE_YET, released
from ansible_collections.sluice.aws.plugins.module_utils.resource import RefusedError, Resource, State
from ansible_collections.sluice.aws.plugins.module_utils.so_far import change_of
from ansible_collections.sluice.aws.plugins.module_utils.steady import wait_until_steady

STOP_POLL_SECONDS = 2


class EcsService(Resource):
    """What AWS cannot change in place is replaced over a bridge, a service of the new shape beside the old one."""

    service = "ecs"
    kind = "service"
    option = "services"
    fixed = ("launch_type", "scheduling")
    told = ("release",)

    def __init__(self, module: AnsibleAWSModule) -> None:
        super().__init__(module)
        self.found: dict[tuple[str, str], Any] = {}
        self.wants: list[State] = []
        self.deployments: dict[str, str] = {}
        self.leaving: list[State] = []

    def read_all(self, items: list[State]) -> None:
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

    def _state(self, want: State, service: dict[str, Any]) -> State:
        return {
            **shape.state(service),
            "name": service["serviceName"],
            "cluster": want["cluster"],
            "arn": service["serviceArn"],
            "release": want.get("release"),
            "pairs": want.get("pairs"),
            "tags": from_ecs(service.get("tags", [])),
        }

    def create(self, want: State) -> None:
        made = self.client.create_service(
            cluster=want["cluster"],
            serviceName=want["name"],
            schedulingStrategy=want["scheduling"],
            **shape.parameters(want, {*want}),
            **({"tags": to_ecs(want["tags"])} if want["tags"] else {}),
        )
        self.deployments[want["name"]] = primary(made["service"])["id"]

    def update(self, want: State, have: State) -> None:
        goal = self._in_both(want, have)
        changed = {field.split(".")[0] for field in differences(goal, have)}
        said = shape.parameters(goal, changed)
        if "capacity_providers" in changed:
            said["forceNewDeployment"] = True  # or the tasks that run would stay where they are
        if said:
            self._update(want, said)
        write_tags(self.client, have["arn"], have["tags"], want["tags"])
        if goal != want:
            self._wait(want)
            self.leaving.append(want)

    def _in_both(self, want: State, have: State) -> State:
        """The state in which tasks are in a target group that is being replaced and in its successor too."""
        joined = {each["targetGroupArn"] for each in want["load_balancers"]}
        pairs = [group["TargetGroupArn"] for name in want["pairs"] for group in target_groups(self.module, name)]
        left = {each["targetGroupArn"] for each in have["load_balancers"]}.intersection(pairs) - joined
        if not left or not joined:
            return want
        # By the container's new port, since the new revision has no other.
        also = [{**want["load_balancers"][0], "targetGroupArn": arn} for arn in left]
        return {**want, "load_balancers": shape.balancers([*want["load_balancers"], *also])}

    def finish(self) -> None:
        for want in self.leaving:
            self._update(want, shape.parameters(want, {"load_balancers"}))

    def _update(self, want: State, said: dict[str, Any]) -> None:
        updated = self.client.update_service(cluster=want["cluster"], service=want["name"], **said)
        self.deployments[want["name"]] = primary(updated["service"])["id"]

    def replace(self, want: State, have: State) -> None:
        want_in_both = self._in_both(want, have)
        bridge = {**want_in_both, "name": want["name"] + BRIDGE}
        left_over = self.found.get((want["cluster"], bridge["name"]))
        if left_over:
            self.delete(self._state(bridge, left_over))
        self.create(bridge)
        self._wait(bridge)
        self.delete(have)
        self.create(want_in_both)
        self._wait(want)
        self.delete(bridge)
        if want_in_both != want:
            self.leaving.append(want)

    def delete(self, have: State) -> None:
        service = {"cluster": have["cluster"], "service": have["name"]}
        self.client.update_service(**service, desiredCount=0)
        self.client.delete_service(**service, force=True)
        seconds = self.module.params["stop_wait_seconds"]
        deadline = time.monotonic() + seconds
        while self._still_runs(have):
            if time.monotonic() > deadline:
                raise RefusedError(
                    f"the last tasks of {have['name']} have not stopped in {seconds} s: look at them in the cluster "
                    f"{have['cluster']}, then run this again"
                )
            time.sleep(STOP_POLL_SECONDS)

    def _still_runs(self, have: State) -> bool:
        found = self.client.describe_services(cluster=have["cluster"], services=[have["name"]])["services"]
        return any(service["status"] != "INACTIVE" or service["runningCount"] for service in found)

    def surplus(self) -> list[State]:
        """The bridges that an interrupted run has left, once what they lead to stands by itself."""
        bridges = [(want, self.found.get((want["cluster"], want["name"] + BRIDGE))) for want in self.wants]
        left = [(want, bridge) for want, bridge in bridges if bridge and not self._is_replaced(want)]
        for want, _ in [] if self.module.check_mode else left:
            self._wait(want)
        return [self._state(want, bridge) for want, bridge in left]

    def _is_replaced(self, want: State) -> bool:
        change = change_of(self.module, self.kind, want["name"])
        return change is not None and change["action"] == "replace"

    def settle(self) -> None:
        for want in self.wants:
            self._wait(want)

    def _wait(self, want: State) -> None:
        try:
            wait_until_steady(self.module, want["cluster"], want["name"], self.deployments.get(want["name"]))
        except RefusedError as refused:
            raise RefusedError(f"the service {want['name']}: {refused}") from None


def _pair(name: str) -> tuple[str, str]:
    return name, name + BRIDGE


def _within(item: State, running: Any | None) -> int:
    """What scaling has made of it stays, within the bounds; a new one begins with the minimum."""
    count = running["desiredCount"] if running else item["minimum"]
    return int(min(max(count, item["minimum"]), item["maximum"]))
