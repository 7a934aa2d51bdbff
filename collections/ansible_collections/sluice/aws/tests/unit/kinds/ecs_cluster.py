"""A cluster of ECS."""

from ..kind import TAGS, Api, Kind

NAME = "kind-cluster"


def retag(api: Api) -> None:
    arn = api("ecs").describe_clusters(clusters=[NAME])["clusters"][0]["clusterArn"]
    api("ecs").tag_resource(resourceArn=arn, tags=[{"key": "Stray", "value": "1"}])


def insights(api: Api) -> None:
    off = [{"name": "containerInsights", "value": "disabled"}]
    api("ecs").update_cluster(cluster=NAME, settings=off)


KIND = Kind(
    "ecs_cluster",
    "clusters",
    {"name": NAME, "container_insights": "enhanced", "tags": TAGS},
    {"container_insights": insights, "tags.Stray": retag},
)
