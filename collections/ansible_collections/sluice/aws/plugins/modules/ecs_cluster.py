#!/usr/bin/python
"""Clusters of ECS, as a list."""

from __future__ import annotations

DOCUMENTATION = r"""
module: ecs_cluster
short_description: ECS clusters with Container Insights and the capacity providers that they have
description:
  - Brings a list of clusters to the wanted state; which capacity providers one has is said with these.
  - Before one is removed, hosts that are gone and were not able to say so are taken off its list.
  - Exists since C(community.aws.ecs_cluster) says of no change what it is, and knows no tags and no Container Insights.
options:
  clusters:
    description: The clusters.
    type: list
    elements: dict
    required: true
    suboptions:
      name: {description: The cluster's name., type: str, required: true}
      container_insights:
        description: Whether metrics are kept of its tasks, or of their containers too.
        type: str
        choices: [enabled, enhanced]
        default: enabled
      tags: {description: Tags of the cluster., type: dict, default: {}}
extends_documentation_fragment:
  - sluice.aws.resource
  - amazon.aws.common.modules
  - amazon.aws.region.modules
  - amazon.aws.boto3
"""

EXAMPLES = r"""
- name: The cluster is there
  sluice.aws.ecs_cluster:
    clusters: [{name: sluice-dev}]
"""

RETURN = r"""
changes:
  description: One entry for each cluster that was changed or would be.
  type: list
  elements: dict
  returned: always
"""

from ansible_collections.sluice.aws.plugins.module_utils.ecs_tags import from_ecs, to_ecs, write_tags
from ansible_collections.sluice.aws.plugins.module_utils.resource import Resource, State, run


class EcsCluster(Resource):
    service = "ecs"
    kind = "cluster"
    option = "clusters"

    def read(self, want: State) -> State | None:
        found = self.client.describe_clusters(clusters=[want["name"]], include=["SETTINGS", "TAGS"])["clusters"]
        # A deleted one stays listed as INACTIVE.
        there = [cluster for cluster in found if cluster["status"] != "INACTIVE"]
        if not there:
            return None
        settings = {each["name"]: each["value"] for each in there[0].get("settings", [])}
        return {
            "name": want["name"],
            "arn": there[0]["clusterArn"],
            "container_insights": settings.get("containerInsights"),
            "tags": from_ecs(there[0].get("tags", [])),
        }

    def create(self, want: State) -> None:
        self.client.create_cluster(clusterName=want["name"], settings=_settings(want), tags=to_ecs(want["tags"]))

    def update(self, want: State, have: State) -> None:
        if want["container_insights"] != have["container_insights"]:
            self.client.update_cluster(cluster=want["name"], settings=_settings(want))
        write_tags(self.client, have["arn"], have["tags"], want["tags"])

    def delete(self, have: State) -> None:
        self._forget_hosts(have["name"])
        self.client.delete_cluster(cluster=have["name"])

    def _forget_hosts(self, name: str) -> None:
        """Only a host whose agent is connected takes itself off the list as it ends (DeregisterContainerInstance), and
        a cluster goes only when nothing is on it (DeleteCluster)."""
        for page in self.client.get_paginator("list_container_instances").paginate(cluster=name):
            for host in page["containerInstanceArns"]:
                self.client.deregister_container_instance(cluster=name, containerInstance=host, force=True)


def _settings(want: State) -> list[dict[str, str]]:
    return [{"name": "containerInsights", "value": want["container_insights"]}]


def main() -> None:
    run(EcsCluster, DOCUMENTATION)


if __name__ == "__main__":
    main()
