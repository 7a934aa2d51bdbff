"""How an ECS service comes, changes and goes while it serves."""

from __future__ import annotations

import time
from typing import Any

from ansible_collections.amazon.aws.plugins.module_utils.modules import AnsibleAWSModule
from ansible_collections.sluice.aws.plugins.module_utils import ecs_service_shape as shape
from ansible_collections.sluice.aws.plugins.module_utils.changes import differences
from ansible_collections.sluice.aws.plugins.module_utils.ecs_services import BRIDGE, is_going, primary
from ansible_collections.sluice.aws.plugins.module_utils.ecs_tags import from_ecs, to_ecs, write_tags
from ansible_collections.sluice.aws.plugins.module_utils.names import target_groups
from ansible_collections.sluice.aws.plugins.module_utils.resource import RefusedError, Resource, State
from ansible_collections.sluice.aws.plugins.module_utils.so_far import change_of
from ansible_collections.sluice.aws.plugins.module_utils.steady import wait_until_steady

STOP_POLL_SECONDS = 2


class ChangingService(Resource):
    """What AWS cannot change in place is replaced over a bridge, a service of the new shape beside the old one."""

    service = "ecs"

    def __init__(self, module: AnsibleAWSModule) -> None:
        super().__init__(module)
        self.found: dict[tuple[str, str], Any] = {}
        self.items: list[State] = []
        self.wants: list[State] = []
        self.deployments: dict[str, str] = {}
        self.leaving: list[State] = []

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
        self._wait_until_gone(want)
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
        if left_over:  # which may be all that serves
            self.update(bridge, self._state(bridge, left_over))
        else:
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
        self._wait_until_gone(have)

    def _wait_until_gone(self, state: State) -> None:
        seconds = self.module.params["stop_wait_seconds"]
        deadline = time.monotonic() + seconds
        while is_going(self.module, state["cluster"], state["name"]):
            if time.monotonic() > deadline:
                raise RefusedError(
                    f"the last tasks of {state['name']} have not stopped in {seconds} s: look at them in the cluster "
                    f"{state['cluster']}, then run this again"
                )
            time.sleep(STOP_POLL_SECONDS)

    def surplus(self) -> list[State]:
        """The bridges that an interrupted run has left, once what they lead to stands by itself."""
        bridges = [(item, self.found.get((item["cluster"], item["name"] + BRIDGE))) for item in self.items]
        left = [(item, bridge) for item, bridge in bridges if bridge and not self._is_replaced(item)]
        if left and not self.module.check_mode:
            self._wait_for_all()
        return [self._state(item, bridge) for item, bridge in left]

    def _is_replaced(self, item: State) -> bool:
        change = change_of(self.module, self.kind, item["name"])
        return change is not None and change["action"] == "replace"

    def settle(self) -> None:
        self._wait_for_all()
        if self.module.params["state"] == "absent":
            for item in self.items:
                self._wait_until_gone(item)

    def _wait_for_all(self) -> None:
        for want in self.wants:
            self._wait(want)

    def _wait(self, want: State) -> None:
        try:
            wait_until_steady(self.module, want["cluster"], want["name"], self.deployments.get(want["name"]))
        except RefusedError as refused:
            raise RefusedError(f"the service {want['name']}: {refused}") from None
