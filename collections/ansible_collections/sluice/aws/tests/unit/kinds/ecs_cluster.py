"""A cluster of ECS."""

from ..kind import TAGS, Api, Kind


def retag(api: Api) -> None:
    arn = api("ecs").describe_clusters(clusters=["kind-cluster"])["clusters"][0]["clusterArn"]
    api("ecs").tag_resource(resourceArn=arn, tags=[{"key": "Stray", "value": "1"}])


KIND = Kind("ecs_cluster", "clusters", {"name": "kind-cluster", "tags": TAGS}, {"tags.Stray": retag})
