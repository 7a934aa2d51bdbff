#!/usr/bin/python
"""Clusters of ECS, as a list."""

from __future__ import annotations

DOCUMENTATION = r"""
module: ecs_cluster
short_description: ECS clusters
description:
  - Brings a list of clusters to the wanted state.
  - Exists since C(community.aws.ecs_cluster) says of no change what it is, and knows no tags.
options:
  clusters:
    description: The clusters.
    type: list
    elements: dict
    required: true
    suboptions:
      name: {description: The cluster's name., type: str, required: true}
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

from ansible_collections.sluice.aws.plugins.module_utils.ecs_tags import from_ecs, to_ecs
from ansible_collections.sluice.aws.plugins.module_utils.resource import Resource, State, run


class EcsCluster(Resource):
    service = "ecs"
    kind = "cluster"
    option = "clusters"

    def read(self, want: State) -> State | None:
        found = self.client.describe_clusters(clusters=[want["name"]], include=["TAGS"])["clusters"]
        # A deleted one stays listed as INACTIVE.
        active = [cluster for cluster in found if cluster["status"] == "ACTIVE"]
        if not active:
            return None
        return {"name": want["name"], "arn": active[0]["clusterArn"], "tags": from_ecs(active[0].get("tags", []))}

    def create(self, want: State) -> None:
        self.client.create_cluster(clusterName=want["name"], tags=to_ecs(want["tags"]))

    def update(self, want: State, have: State) -> None:
        gone = [tag for tag in have["tags"] if tag not in want["tags"]]
        if gone:
            self.client.untag_resource(resourceArn=have["arn"], tagKeys=gone)
        if want["tags"]:
            self.client.tag_resource(resourceArn=have["arn"], tags=to_ecs(want["tags"]))

    def delete(self, have: State) -> None:
        self.client.delete_cluster(cluster=have["name"])


def main() -> None:
    run(EcsCluster, DOCUMENTATION)


if __name__ == "__main__":
    main()
