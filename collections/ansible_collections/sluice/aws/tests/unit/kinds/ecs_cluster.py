"""A cluster of ECS."""

from typing import Any

from ..kind import TAGS, Act, Api, Kind
from .capacity_provider import group_arn

NAME = "kind-cluster"
PROVIDER = "cluster-provider"


def neighbours(api: Api) -> None:
    api("ecs").create_capacity_provider(
        name=PROVIDER, autoScalingGroupProvider={"autoScalingGroupArn": group_arn(api, "cluster-hosts", 33)}
    )


def retag(api: Api) -> None:
    arn = api("ecs").describe_clusters(clusters=[NAME])["clusters"][0]["clusterArn"]
    api("ecs").tag_resource(resourceArn=arn, tags=[{"key": "Stray", "value": "1"}])


def put(providers: list[str], *strategy: dict[str, Any]) -> Act:
    changes = {"capacityProviders": providers, "defaultCapacityProviderStrategy": strategy}
    return lambda api: api("ecs").put_cluster_capacity_providers(cluster=NAME, **changes)


def insights(api: Api) -> None:
    off = [{"name": "containerInsights", "value": "disabled"}]
    api("ecs").update_cluster(cluster=NAME, settings=off)


KIND = Kind(
    "ecs_cluster",
    "clusters",
    {
        "name": NAME,
        "container_insights": "enhanced",
        "capacity_providers": [PROVIDER],
        "default_strategy": [{"capacity_provider": PROVIDER}],
        "tags": TAGS,
    },
    {
        "container_insights": insights,
        "capacity_providers": put([]),
        f"default_strategy.{PROVIDER}.weight": put([PROVIDER], {"capacityProvider": PROVIDER, "weight": 7}),
        "tags.Stray": retag,
    },
    neighbours=neighbours,
)
