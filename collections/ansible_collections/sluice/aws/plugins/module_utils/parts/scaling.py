"""How many tasks a service may have, and what makes them more or fewer: a scalable target with its policies."""

from __future__ import annotations

from ansible_collections.sluice.aws.plugins.module_utils.changes import State, differences
from ansible_collections.sluice.aws.plugins.module_utils.parts import scaling_policies
from ansible_collections.sluice.aws.plugins.module_utils.parts.scaling_policies import Policy
from ansible_collections.sluice.aws.plugins.module_utils.parts.while_released import WhileReleased
from ansible_collections.sluice.aws.plugins.module_utils.so_far import change_of

KIND = "scaling"
DIMENSION = "ecs:service:DesiredCount"
REPLACED = "a service that is replaced"
# Somebody may have suspended these by hand: application-autoscaling's SuspendedState.
NOTHING_SUSPENDED = {
    "DynamicScalingInSuspended": False,
    "DynamicScalingOutSuspended": False,
    "ScheduledScalingSuspended": False,
}


class Scaling(WhileReleased):
    service = "application-autoscaling"
    kind = KIND
    option = "scalings"
    fixed = ("of",)

    def name(self, want: State) -> str:
        return f"{want['cluster']}/{want['service']}"

    def _is_of_its_successor(self, want: State) -> bool:
        """AWS may take the scaling of a service away with it, so it goes with the service that is replaced."""
        change = change_of(self.module, "service", want["service"])
        return change is not None and change["action"] == "replace"

    def wanted(self, item: State) -> State:
        bounds = {field: item[field] for field in ("cluster", "service", "minimum", "maximum")}
        policies = {} if self.state(item) == "absent" else scaling_policies.wanted(self.module, item)
        of = "its successor" if self._is_of_its_successor(item) else None
        return {**bounds, "of": of, "suspended": NOTHING_SUSPENDED, "policies": policies}

    def read(self, want: State) -> State | None:
        asked = {"ServiceNamespace": "ecs", "ScalableDimension": DIMENSION}
        targets = self.client.describe_scalable_targets(ResourceIds=[_resource_id(want)], **asked)["ScalableTargets"]
        if not targets:
            return (
                {**want, "of": REPLACED, "taken": True} if want.get("of") else None
            )  # one that is retired says nothing of it
        pages = self.client.get_paginator("describe_scaling_policies").paginate(ResourceId=_resource_id(want), **asked)
        listed = [policy for page in pages for policy in page["ScalingPolicies"]]
        return {
            **{field: want[field] for field in ("cluster", "service")},
            "of": REPLACED,
            "minimum": targets[0]["MinCapacity"],
            "maximum": targets[0]["MaxCapacity"],
            "suspended": {**NOTHING_SUSPENDED, **(targets[0].get("SuspendedState") or {})},
            "policies": {policy["PolicyName"]: scaling_policies.described(policy) for policy in listed},
        }

    def create(self, want: State) -> None:
        self._register(want)
        for name, policy in want["policies"].items():
            self._put(want, name, policy)

    def update(self, want: State, have: State) -> None:
        changed = {field.split(".")[0] for field in differences(want, have)}
        if changed & {"minimum", "maximum", "suspended"}:
            self._register(want)
        # First what goes: AWS takes no second target for a metric that another policy of the service follows.
        for name, policy in have["policies"].items():
            if policy["type"] != want["policies"].get(name, {}).get("type"):
                self.client.delete_scaling_policy(PolicyName=name, **_target(have))
        for name, policy in want["policies"].items():
            if policy != have["policies"].get(name):
                self._put(want, name, policy)

    def delete(self, have: State) -> None:
        # Its policies go with it, and so do the alarms that follow their targets.
        if "taken" not in have:  # by AWS, with its service
            self.client.deregister_scalable_target(**_target(have))

    def _register(self, want: State) -> None:
        self.client.register_scalable_target(
            MinCapacity=want["minimum"], MaxCapacity=want["maximum"], SuspendedState=want["suspended"], **_target(want)
        )

    def _put(self, want: State, name: str, policy: Policy) -> None:
        self.client.put_scaling_policy(PolicyName=name, **scaling_policies.to_aws(policy), **_target(want))


def _target(state: State) -> dict[str, str]:
    return {"ServiceNamespace": "ecs", "ScalableDimension": DIMENSION, "ResourceId": _resource_id(state)}


def _resource_id(state: State) -> str:
    return f"service/{state['cluster']}/{state['service']}"
