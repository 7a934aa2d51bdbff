"""A service of ECS."""

from typing import Any

from ..kind import TAGS, Act, Api, Kind


def update(**changes: Any) -> Act:
    return lambda api: api("ecs").update_service(cluster="cluster", service="producer", **changes)


def neighbours(api: Api) -> None:
    api("ecs").create_cluster(clusterName="cluster")
    api("ecs").register_task_definition(
        family="family", containerDefinitions=[{"name": "producer", "image": "producer:1", "memory": 64}]
    )


KIND = Kind(
    "service",
    "services",
    {
        "name": "producer",
        "cluster": "cluster",
        "task_definition": "family",
        "desired_count": 1,
        "subnets": ["subnet"],
        "security_groups": ["tasks"],
        "load_balancers": [{"target_group": "group", "container": "producer", "container_port": 8080}],
        "tags": TAGS,
    },
    {
        "desired_count": update(desiredCount=3),
        "deployment.deploymentCircuitBreaker.enable": update(
            deploymentConfiguration={"deploymentCircuitBreaker": {"enable": False, "rollback": False}}
        ),
        "security_groups": update(
            networkConfiguration={"awsvpcConfiguration": {"subnets": ["subnet-1"], "securityGroups": ["sg-1"]}}
        ),
    },
    neighbours=neighbours,
)
