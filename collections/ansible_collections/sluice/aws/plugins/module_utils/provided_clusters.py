"""Clusters of ECS and the capacity providers that they have."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ansible_collections.sluice.aws.plugins.module_utils.waiting import until

Cluster = dict[str, Any]

ATTACHED_WITHIN_SECONDS = 600
DESCRIBED_AT_ONCE = 10
"""As many services as DescribeServices takes."""


def cluster(ecs: Any, name: str) -> Cluster:
    """Empty where there is none."""
    found = ecs.describe_clusters(clusters=[name])["clusters"]
    return next((each for each in found if each["status"] != "INACTIVE"), {})


def has(there: Cluster, provider: str) -> bool:
    return provider in there.get("capacityProviders", [])


def share(there: Cluster, provider: str) -> dict[str, int] | None:
    """Of the tasks that say nothing of a provider."""
    strategy = {each["capacityProvider"]: each for each in there.get("defaultCapacityProviderStrategy", [])}
    if provider not in strategy:
        return None
    return {"weight": strategy[provider].get("weight", 0), "base": strategy[provider].get("base", 0)}


def attach(ecs: Any, name: str, provider: str, its_share: dict[str, int]) -> None:
    there = cluster(ecs, name)
    providers, strategy = _others(there, provider)
    _put(ecs, name, [*providers, provider], [*strategy, {"capacityProvider": provider, **its_share}])


def detach(ecs: Any, provider: str) -> None:
    """From every cluster that has it: AWS deletes none that a cluster has (DeleteCapacityProvider)."""
    for there in list(_having(ecs, provider)):
        _put(ecs, there["clusterName"], *_others(there, provider))


def services_by(ecs: Any, provider: str) -> list[str]:
    """The services that run by it, as CLUSTER/SERVICE."""
    return [
        f"{there['clusterName']}/{service['serviceName']}"
        for there in _having(ecs, provider)
        for service in _services(ecs, there["clusterName"])
        if service["status"] == "ACTIVE"
        and provider in [each["capacityProvider"] for each in service.get("capacityProviderStrategy", [])]
    ]


def _others(there: Cluster, provider: str) -> tuple[list[str], list[dict[str, Any]]]:
    """The other providers of a cluster, and their shares."""
    strategy = there.get("defaultCapacityProviderStrategy", [])
    return (
        [each for each in there.get("capacityProviders", []) if each != provider],
        [each for each in strategy if each["capacityProvider"] != provider],
    )


def _put(ecs: Any, name: str, providers: list[str], strategy: list[dict[str, Any]]) -> None:
    """A cluster takes no other change until this one is done."""
    ecs.put_cluster_capacity_providers(
        cluster=name, capacityProviders=providers, defaultCapacityProviderStrategy=strategy
    )

    def done() -> bool:
        found = ecs.describe_clusters(clusters=[name], include=["ATTACHMENTS"])["clusters"]
        return not found or found[0].get("attachmentsStatus") != "UPDATE_IN_PROGRESS"

    until(done, ATTACHED_WITHIN_SECONDS, lambda: f"the cluster {name} still has not the capacity providers {providers}")


def _having(ecs: Any, provider: str) -> Iterator[Cluster]:
    for page in ecs.get_paginator("list_clusters").paginate():
        if page["clusterArns"]:
            found = ecs.describe_clusters(clusters=page["clusterArns"])["clusters"]
            yield from (each for each in found if each["status"] != "INACTIVE" and has(each, provider))


def _services(ecs: Any, name: str) -> Iterator[dict[str, Any]]:
    pages = ecs.get_paginator("list_services").paginate(cluster=name, PaginationConfig={"PageSize": DESCRIBED_AT_ONCE})
    for page in pages:
        if page["serviceArns"]:
            yield from ecs.describe_services(cluster=name, services=page["serviceArns"])["services"]
