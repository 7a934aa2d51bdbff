#!/usr/bin/python
"""Capacity providers of ECS, each with its Auto Scaling group, as a list."""

from __future__ import annotations

DOCUMENTATION = r"""
module: capacity_provider
short_description: Capacity providers that scale, protect and drain the hosts of a group
description:
  - Brings a list of capacity providers to the wanted state. Scaling, termination protection and draining are always
    ECS's own.
  - Its cluster is there before its group has a host, since the agent of a host gives up where it finds no cluster, and
    so the cluster gets its providers here and not the other way round.
  - One that is removed comes off its cluster first, since AWS deletes none that is in use. One whose group is another
    is replaced, but not while a service runs by it, which it says.
  - Exists since no stock module knows capacity providers.
options:
  capacity_providers:
    description: The capacity providers.
    type: list
    elements: dict
    required: true
    suboptions:
      name: {description: The provider's name., type: str, required: true}
      group: {description: Name of the Auto Scaling group., type: str, required: true}
      cluster: {description: Name of the cluster that has it., type: str, required: true}
      weight: {description: Its share of the tasks that say nothing of a provider., type: int, default: 1}
      base: {description: How many of these it gets before any are shared., type: int, default: 0}
      target_capacity: {description: How full the hosts are kept in percent., type: int, required: true}
      minimum_step: {description: The fewest hosts that are launched at once., type: int, default: 1}
      maximum_step: {description: The most hosts that are launched at once., type: int, default: 10000}
      warmup_seconds: {description: After how long a new host counts., type: int, default: 300}
      tags: {description: Tags of the provider., type: dict, default: {}}
extends_documentation_fragment:
  - sluice.aws.resource
  - amazon.aws.common.modules
  - amazon.aws.region.modules
  - amazon.aws.boto3
"""

EXAMPLES = r"""
- name: ECS decides how many hosts there are
  sluice.aws.capacity_provider:
    capacity_providers:
      - {name: sluice-dev, group: sluice-dev, cluster: sluice-dev, target_capacity: 100}
"""

RETURN = r"""
changes:
  description: One entry for each capacity provider that was changed or would be.
  type: list
  elements: dict
  returned: always
"""

from typing import Any

from ansible_collections.sluice.aws.plugins.module_utils import provided_clusters
from ansible_collections.sluice.aws.plugins.module_utils.clients import client
from ansible_collections.sluice.aws.plugins.module_utils.ecs_tags import from_ecs, to_ecs, write_tags
from ansible_collections.sluice.aws.plugins.module_utils.names import KNOWN_AFTER_APPLY
from ansible_collections.sluice.aws.plugins.module_utils.resource import RefusedError, Resource, State, run
from ansible_collections.sluice.aws.plugins.module_utils.waiting import until

SETTLED_WITHIN_SECONDS = 600
# A deleted one stays listed for a while, and one that is being deleted is as good as gone.
GONE = ("DELETE_IN_PROGRESS", "DELETE_COMPLETE")


class CapacityProvider(Resource):
    service = "ecs"
    kind = "capacity provider"
    option = "capacity_providers"
    fixed = ("group",)

    def wanted(self, item: State) -> State:
        if self.module.params["state"] == "absent":
            return item
        return {
            "name": item["name"],
            "group": self._group_arn(item["group"]),
            "cluster": item["cluster"],
            "share": {"weight": item["weight"], "base": item["base"]},
            "managed_scaling": {
                "status": "ENABLED",
                "targetCapacity": item["target_capacity"],
                "minimumScalingStepSize": item["minimum_step"],
                "maximumScalingStepSize": item["maximum_step"],
                "instanceWarmupPeriod": item["warmup_seconds"],
            },
            "managed_termination_protection": "ENABLED",
            "managed_draining": "ENABLED",
            "tags": item["tags"],
        }

    def read(self, want: State) -> State | None:
        found = self._found(want["name"])
        # A deleted one stays listed for a while, and one that is being deleted is as good as gone.
        if not found or found["status"] != "ACTIVE" or found.get("updateStatus") in GONE:
            return None
        of_group = found["autoScalingGroupProvider"]
        cluster = provided_clusters.cluster(self.client, want["cluster"])
        have = {
            "name": want["name"],
            "arn": found["capacityProviderArn"],
            "group": of_group["autoScalingGroupArn"],
            "cluster": want["cluster"] if provided_clusters.has(cluster, want["name"]) else None,
            "share": provided_clusters.share(cluster, want["name"]),
            "managed_scaling": of_group["managedScaling"],
            "managed_termination_protection": of_group["managedTerminationProtection"],
            "managed_draining": of_group.get("managedDraining"),
            "tags": from_ecs(found.get("tags", [])),
        }
        self._refuse_while_used(want, have)
        return have

    def create(self, want: State) -> None:
        self._wait_until_settled(want["name"])
        self.client.create_capacity_provider(
            name=want["name"],
            autoScalingGroupProvider={"autoScalingGroupArn": want["group"], **_settings(want)},
            tags=to_ecs(want["tags"]),
        )
        self._wait_until_settled(want["name"])
        provided_clusters.attach(self.client, want["cluster"], want["name"], want["share"])

    def update(self, want: State, have: State) -> None:
        if _settings(want) != _settings(have):
            self.client.update_capacity_provider(name=want["name"], autoScalingGroupProvider=_settings(want))
            self._wait_until_settled(want["name"])
        if any(want[field] != have[field] for field in ("cluster", "share")):
            provided_clusters.attach(self.client, want["cluster"], want["name"], want["share"])
        write_tags(self.client, have["arn"], have["tags"], want["tags"])

    def delete(self, have: State) -> None:
        provided_clusters.detach(self.client, have["name"])
        self.client.delete_capacity_provider(capacityProvider=have["name"])

    def wait(self, want: State, state: str) -> None:
        """The group must stay until ECS has taken its policy and its hook off it."""
        if state == "absent":
            self._wait_until_settled(want["name"])

    def settle(self) -> None:
        if self.module.params["state"] == "absent":
            for item in self.module.params[self.option]:
                self._wait_until_settled(item["name"])

    def _found(self, name: str) -> dict[str, Any] | None:
        answer = self.client.describe_capacity_providers(capacityProviders=[name], include=["TAGS"])
        return next(iter(answer["capacityProviders"]), None)

    def _refuse_while_used(self, want: State, have: State) -> None:
        if self.module.params["state"] == "absent" or want["group"] == have["group"]:
            return
        if used_by := provided_clusters.services_by(self.client, have["name"]):
            raise RefusedError(
                f"its group is {want['group']} and no more {have['group']}, which AWS changes in no provider, and it "
                f"replaces none while services run by it: {', '.join(used_by)}. Take these away first  "
                "(ansible-playbook playbooks/60_services.yml -e ecs_service_state=absent), and apply site.yml"
            )

    def _wait_until_settled(self, name: str) -> None:
        def settled() -> bool:
            found = self._found(name)
            status = str(found.get("updateStatus")) if found else ""
            if found and status.endswith("_FAILED"):
                raise RefusedError(f"ECS says {status}: {found.get('updateStatusReason') or 'it gives no reason'}")
            return not status.endswith("_IN_PROGRESS")

        until(settled, SETTLED_WITHIN_SECONDS, lambda: f"ECS is still at work on the capacity provider {name}")

    def _group_arn(self, name: str) -> str:
        autoscaling = client(self.module, "autoscaling")
        found = autoscaling.describe_auto_scaling_groups(AutoScalingGroupNames=[name])["AutoScalingGroups"]
        if found:
            return str(found[0]["AutoScalingGroupARN"])
        if self.module.check_mode:
            return KNOWN_AFTER_APPLY
        raise RefusedError(f"there is no Auto Scaling group {name}: apply playbooks/40_cluster.yml, which makes it")


def _settings(state: State) -> dict[str, Any]:
    return {
        "managedScaling": state["managed_scaling"],
        "managedTerminationProtection": state["managed_termination_protection"],
        "managedDraining": state["managed_draining"],
    }


def main() -> None:
    run(CapacityProvider, DOCUMENTATION)


if __name__ == "__main__":
    main()
