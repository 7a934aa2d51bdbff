"""Who has a capacity provider: clusters, which give it back for a while, and services, which do not."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ansible_collections.sluice.aws.plugins.module_utils.waiting import wait_until

Cluster = dict[str, Any]

ATTACHED_WITHIN_SECONDS = 600
DESCRIBED_AT_ONCE = 10
"""As many services as DescribeServices takes."""


def users(ecs: Any, provider: str) -> list[str]:
    """The services that run by it, as CLUSTER/SERVICE."""
    return [
        f"{cluster['clusterName']}/{service['serviceName']}"
        for cluster in _having(ecs, provider)
        for service in _services(ecs, cluster["clusterName"])
        if provider in [each["capacityProvider"] for each in service.get("capacityProviderStrategy", [])]
    ]


def detach(ecs: Any, provider: str) -> list[Cluster]:
    """The clusters that had it, as they were: AWS deletes none that a cluster has (DeleteCapacityProvider)."""
    having = list(_having(ecs, provider))
    for cluster in having:
        strategy = [
            each for each in cluster.get("defaultCapacityProviderStrategy", []) if each["capacityProvider"] != provider
        ]
        put(ecs, cluster["clusterName"], [each for each in cluster["capacityProviders"] if each != provider], strategy)
    return having


def attach(ecs: Any, had: list[Cluster]) -> None:
    """Back to the clusters that `detach` took it from."""
    for cluster in had:
        strategy = cluster.get("defaultCapacityProviderStrategy", [])
        put(ecs, cluster["clusterName"], cluster["capacityProviders"], strategy)


def put(ecs: Any, cluster: str, providers: list[str], strategy: list[dict[str, Any]]) -> None:
    """A cluster takes no other change until its providers are attached or detached."""
    ecs.put_cluster_capacity_providers(
        cluster=cluster, capacityProviders=providers, defaultCapacityProviderStrategy=strategy
    )
    wait_until_attached(ecs, cluster)


def wait_until_attached(ecs: Any, cluster: str) -> None:
    def attached() -> bool:
        found = ecs.describe_clusters(clusters=[cluster], include=["ATTACHMENTS"])["clusters"]
        return not found or (
            found[0]["status"] not in ("PROVISIONING", "DEPROVISIONING")
            and found[0].get("attachmentsStatus") != "UPDATE_IN_PROGRESS"
        )

    wait_until(attached, f"the cluster {cluster} has its capacity providers and no others", ATTACHED_WITHIN_SECONDS)


def _having(ecs: Any, provider: str) -> Iterator[Cluster]:
    for page in ecs.get_paginator("list_clusters").paginate():
        if page["clusterArns"]:
            for cluster in ecs.describe_clusters(clusters=page["clusterArns"])["clusters"]:
                if cluster["status"] != "INACTIVE" and provider in cluster.get("capacityProviders", []):
                    yield cluster


def _services(ecs: Any, cluster: str) -> Iterator[dict[str, Any]]:
    pages = ecs.get_paginator("list_services").paginate(
        cluster=cluster, PaginationConfig={"PageSize": DESCRIBED_AT_ONCE}
    )
    for page in pages:
        if page["serviceArns"]:
            yield from ecs.describe_services(cluster=cluster, services=page["serviceArns"])["services"]
