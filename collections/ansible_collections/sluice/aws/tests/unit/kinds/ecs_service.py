"""A service of ECS."""

from typing import Any

from ..kind import TAGS, Act, Api, Kind

ALARMS = {"alarmNames": ["errors"], "enable": True, "rollback": True}
BREAKER = {"enable": True, "rollback": True}
OFF = {**BREAKER, "enable": False}
STAYS = {**BREAKER, "rollback": False}


def update(**changes: Any) -> Act:
    return lambda api: api("ecs").update_service(cluster="cluster", service="producer", **changes)


def deployment(**changes: Any) -> Act:
    whole = {
        "deploymentCircuitBreaker": BREAKER,
        "alarms": ALARMS,
        "minimumHealthyPercent": 100,
        "maximumPercent": 200,
        **changes,
    }
    return update(deploymentConfiguration=whole)


def network(**changes: Any) -> Act:
    """The neighbours' subnet and group but for `changes`."""

    def drift(api: Api) -> Any:
        (service,) = api("ecs").describe_services(cluster="cluster", services=["producer"])["services"]
        there = service["networkConfiguration"]["awsvpcConfiguration"]
        return update(networkConfiguration={"awsvpcConfiguration": {**there, **changes}})(api)

    return drift


def other_revision(api: Api) -> Any:
    definition = {"name": "producer", "image": "producer:1", "memory": 64}
    arn = api("ecs").register_task_definition(family="other", containerDefinitions=[definition])["taskDefinition"]
    return update(taskDefinition=arn["taskDefinitionArn"])(api)


def stray_tag(api: Api) -> Any:
    (service,) = api("ecs").describe_services(cluster="cluster", services=["producer"])["services"]
    return api("ecs").tag_resource(resourceArn=service["serviceArn"], tags=[{"key": "Stray", "value": "1"}])


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
        "minimum": 1,
        "maximum": 4,
        "capacity_provider": "hosts",
        "subnets": ["subnet"],
        "security_groups": ["tasks"],
        "load_balancers": [{"target_group": "group", "container": "producer", "container_port": 8080}],
        "alarms": ["errors"],
        "tags": TAGS,
    },
    {
        "desired_count": update(desiredCount=5),
        "task_definition": other_revision,
        "capacity_providers": update(capacityProviderStrategy=[{"capacityProvider": "other", "weight": 1}]),
        "placement": update(placementStrategy=[{"type": "random"}]),
        "deployment.deploymentCircuitBreaker.enable": deployment(deploymentCircuitBreaker=OFF),
        "deployment.deploymentCircuitBreaker.rollback": deployment(deploymentCircuitBreaker=STAYS),
        "deployment.alarms.enable": deployment(alarms={**ALARMS, "enable": False}),
        "deployment.alarms.alarmNames": deployment(alarms={**ALARMS, "alarmNames": []}),
        "deployment.minimumHealthyPercent": deployment(minimumHealthyPercent=0),
        "deployment.strategy": deployment(strategy="BLUE_GREEN"),
        "health_check_grace_seconds": update(healthCheckGracePeriodSeconds=0),
        "load_balancers": update(loadBalancers=[]),
        "security_groups": network(securityGroups=[]),
        "public_ip": network(assignPublicIp="ENABLED"),
        "zone_rebalancing": update(availabilityZoneRebalancing="ENABLED"),
        "managed_tags": update(enableECSManagedTags=False),
        "propagated_tags": update(propagateTags="NONE"),
        "execute_command": update(enableExecuteCommand=True),
        "tags.Stray": stray_tag,
    },
    neighbours=neighbours,
    arguments={"steady_wait_seconds": 0},
)
