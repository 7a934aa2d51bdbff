#!/usr/bin/python
"""Auto Scaling groups of hosts for ECS, as a list."""

from __future__ import annotations

DOCUMENTATION = r"""
module: auto_scaling_group
short_description: Auto Scaling groups whose size ECS decides on
description:
  - Brings a list of groups to the wanted state. How many hosts there are between the two sizes is for the capacity
    provider, and never reset.
  - Every new host is protected from scale-in, so that ECS alone says which one goes.
  - Where the template has another version than the group or one of its hosts, an instance refresh is begun that
    replaces them while all tasks go on; it may take long, so that nobody waits for it, and one that goes on counts as
    done. One that fails is undone by AWS and shows in the next plan.
  - Removes a group with all of its hosts, and waits until they are gone.
  - Exists since C(amazon.aws.autoscaling_group) is always changed in check mode and knows no protection of new hosts.
options:
  groups:
    description: The groups.
    type: list
    elements: dict
    required: true
    suboptions:
      name: {description: The group's name., type: str, required: true}
      launch_template: {description: 'Name of the template, whose default version is used.', type: str, required: true}
      subnets: {description: 'Name tags of its subnets, one a zone.', type: list, elements: str, required: true}
      min_size: {description: The fewest hosts., type: int, required: true}
      max_size: {description: The most hosts., type: int, required: true}
      grace_seconds: {description: How long a new host may take until it is looked at., type: int, default: 120}
      tags: {description: Tags of the group and its hosts., type: dict, default: {}}
  changing_templates:
    description: Names of templates that get another version by this very run, which a plan cannot know otherwise.
    type: list
    elements: str
    default: []
extends_documentation_fragment:
  - sluice.aws.resource
  - amazon.aws.common.modules
  - amazon.aws.region.modules
  - amazon.aws.boto3
"""

EXAMPLES = r"""
- name: The hosts are there
  sluice.aws.auto_scaling_group:
    groups:
      - name: sluice-dev
        launch_template: sluice-dev
        subnets: [sluice-dev-private-a, sluice-dev-private-b]
        min_size: 2
        max_size: 6
"""

RETURN = r"""
changes:
  description: One entry for each group that was changed or would be.
  type: list
  elements: dict
  returned: always
"""

from typing import Any

from ansible_collections.sluice.aws.plugins.module_utils import group_tags, instance_refresh
from ansible_collections.sluice.aws.plugins.module_utils.ec2_kinds import SUBNET
from ansible_collections.sluice.aws.plugins.module_utils.ec2_lookup import describe, ids, names
from ansible_collections.sluice.aws.plugins.module_utils.names import KNOWN_AFTER_APPLY
from ansible_collections.sluice.aws.plugins.module_utils.resource import RefusedError, Resource, State, run
from ansible_collections.sluice.aws.plugins.module_utils.waiting import until

# Each host runs through its shutdown first; force spares them the wait for their tasks.
GONE_WITHIN_SECONDS = 900


class AutoScalingGroup(Resource):
    service = "autoscaling"
    kind = "auto scaling group"
    option = "groups"

    def wanted(self, item: State) -> State:
        if self.module.params["state"] == "absent":
            return item
        return {
            **item,
            "version": self._version(item["launch_template"]),
            "subnets": sorted(item["subnets"]),
            "protects_new_hosts": True,
            "health_check": "EC2",
            "tags": group_tags.wanted(item["tags"]),
        }

    def read(self, want: State) -> State | None:
        name = want["name"]
        there = self._found([name])
        # Asked for before the group, which gets its new version at the end of a refresh.
        refreshed_to = instance_refresh.going_on(self.client, name) if there else None
        found = next((each for each in self._found([name]) if "Status" not in each), None) if there else None
        if not found:
            return None
        subnets = [subnet for subnet in found.get("VPCZoneIdentifier", "").split(",") if subnet]
        return {
            "name": name,
            "found": found,
            "launch_template": found.get("LaunchTemplate", {}).get("LaunchTemplateName"),
            "version": instance_refresh.version_of(found, refreshed_to),
            "subnets": sorted(names(self.module, SUBNET).get(subnet, subnet) for subnet in subnets),
            "min_size": found["MinSize"],
            "max_size": found["MaxSize"],
            "grace_seconds": found["HealthCheckGracePeriod"],
            "protects_new_hosts": found["NewInstancesProtectedFromScaleIn"],
            "health_check": found["HealthCheckType"],
            "tags": group_tags.tags_of(found),
        }

    def create(self, want: State) -> None:
        self._wait_until_gone([want["name"]])
        self.client.create_auto_scaling_group(
            **self._shape(want),
            LaunchTemplate={"LaunchTemplateName": want["launch_template"], "Version": want["version"]},
            Tags=group_tags.for_api(want["name"], want["tags"]),
        )

    def update(self, want: State, have: State) -> None:
        of_template = ("launch_template", "version")
        if any(want[field] != have[field] for field in want if field not in (*of_template, "tags")):
            self.client.update_auto_scaling_group(**self._shape(want))
        group_tags.write(self.client, want["name"], have["tags"], want["tags"])
        if any(want[field] != have[field] for field in of_template):
            instance_refresh.lead_to(self.client, have["found"], want["launch_template"], want["version"])

    def delete(self, have: State) -> None:
        self.client.delete_auto_scaling_group(AutoScalingGroupName=have["name"], ForceDelete=True)

    def settle(self) -> None:
        if self.module.params["state"] == "absent":
            self._wait_until_gone([item["name"] for item in self.module.params["groups"]])

    def _shape(self, want: State) -> dict[str, Any]:
        return {
            "AutoScalingGroupName": want["name"],
            "MinSize": want["min_size"],
            "MaxSize": want["max_size"],
            "VPCZoneIdentifier": ",".join(ids(self.module, SUBNET, want["subnets"])),
            "HealthCheckType": want["health_check"],
            "HealthCheckGracePeriod": want["grace_seconds"],
            "NewInstancesProtectedFromScaleIn": want["protects_new_hosts"],
        }

    def _found(self, wanted: list[str]) -> list[dict[str, Any]]:
        return list(self.client.describe_auto_scaling_groups(AutoScalingGroupNames=wanted)["AutoScalingGroups"])

    def _version(self, template: str) -> str:
        found = describe(self.module, "LaunchTemplates", {"launch-template-name": [template]})
        if self.module.check_mode and (not found or template in self.module.params["changing_templates"]):
            return KNOWN_AFTER_APPLY
        if not found:
            raise RefusedError(
                f"there is no launch template {template}: apply playbooks/40_cluster.yml, which makes it"
            )
        return str(found[0]["DefaultVersionNumber"])

    def _wait_until_gone(self, wanted: list[str]) -> None:
        def left() -> str:
            hosts = [host["InstanceId"] for group in self._found(wanted) for host in group.get("Instances", [])]
            return f"{', '.join(wanted)} is still there with its hosts {', '.join(hosts) or '(none)'}"

        until(lambda: not self._found(wanted), GONE_WITHIN_SECONDS, left)


def main() -> None:
    run(AutoScalingGroup, DOCUMENTATION)


if __name__ == "__main__":
    main()
