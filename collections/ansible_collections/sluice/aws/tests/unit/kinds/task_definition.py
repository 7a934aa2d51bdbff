"""A family of task definitions."""

from typing import Any

from ..kind import TAGS, Act, Api, Kind

CONTAINER = {
    "name": "producer",
    "image": "producer:1",
    "command": ["python", "-m", "producer_svc"],
    "portMappings": [{"containerPort": 8080}],
    "environment": [
        {"name": "LOG_LEVEL", "value": "INFO"},
        {"name": "LOAD_BALANCER", "of": {"load_balancer": "balancer"}},
    ],
    "healthCheck": {"command": ["CMD-SHELL", "true"]},
}
OTHER_CONTAINER = {**CONTAINER, "environment": [{"name": "LOG_LEVEL", "value": "DEBUG"}]}


def register(**changes: Any) -> Act:
    """A revision that somebody registered by hand, with `changes` to ours."""

    def drift(api: Api) -> Any:
        ecs = api("ecs")
        found = ecs.describe_task_definition(taskDefinition="producer")["taskDefinition"]
        ours = ("family", "taskRoleArn", "executionRoleArn", "networkMode", "cpu", "memory", "containerDefinitions")
        return ecs.register_task_definition(
            **{**{key: found[key] for key in ours}, **changes},
            requiresCompatibilities=["EC2"],
            tags=[{"key": "Project", "value": "sluice"}],
        )

    return drift


def ten_more(api: Api) -> None:
    for _ in range(10):
        register()(api)


def stray_tag(api: Api) -> Any:
    found = api("ecs").describe_task_definition(taskDefinition="producer")["taskDefinition"]["taskDefinitionArn"]
    return api("ecs").tag_resource(resourceArn=found, tags=[{"key": "Stray", "value": "1"}])


KIND = Kind(
    "service",
    "task_definitions",
    {
        "family": "producer",
        "task_role_arn": "arn:aws:iam::123456789012:role/producer",
        "execution_role_arn": "arn:aws:iam::123456789012:role/execution",
        "cpu": "256",
        "memory": "256",
        "containers": [CONTAINER],
        "tags": TAGS,
    },
    {
        "cpu": register(cpu="512"),
        "execution_role_arn": register(executionRoleArn="arn:aws:iam::123456789012:role/other"),
        "network_mode": register(networkMode="bridge"),
        "pid_mode": register(pidMode="host"),
        "volumes": register(volumes=[{"name": "stray"}]),
        "containers.producer.environment.LOG_LEVEL.value": register(containerDefinitions=[OTHER_CONTAINER]),
        "revisions": ten_more,
        "tags.Stray": stray_tag,
    },
)
