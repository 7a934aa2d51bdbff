"""Families of ECS task definitions, registered anew when any field differs."""

from __future__ import annotations

from typing import Any

from ansible_collections.sluice.aws.plugins.module_utils.ecs_tags import from_ecs, to_ecs
from ansible_collections.sluice.aws.plugins.module_utils.names import task_definition_arns
from ansible_collections.sluice.aws.plugins.module_utils.resource import Resource, State

# What ECS fills in where a definition says nothing (API reference, HealthCheck and PortMapping).
HEALTH_CHECK_DEFAULTS = {"interval": 30, "timeout": 5, "retries": 3}


class TaskDefinition(Resource):
    service = "ecs"
    kind = "task definition"
    option = "task_definitions"

    def name(self, want: State) -> str:
        return str(want["family"])

    def wanted(self, item: State) -> State:
        return {**item, "containers": [_comparable(container) for container in item["containers"]]}

    def read(self, want: State) -> State | None:
        arns = task_definition_arns(self.module, want["family"])
        if not arns:
            return None
        described = self.client.describe_task_definition(taskDefinition=arns[0], include=["TAGS"])
        found = described["taskDefinition"]
        return {
            "family": want["family"],
            "arns": arns,
            "task_role_arn": found.get("taskRoleArn"),
            "execution_role_arn": found.get("executionRoleArn"),
            "cpu": found.get("cpu"),
            "memory": found.get("memory"),
            "containers": [_comparable(container) for container in found["containerDefinitions"]],
            "volumes": [_pruned(volume) for volume in found.get("volumes", [])],
            "tags": from_ecs(described.get("tags", [])),
        }

    def create(self, want: State) -> None:
        self.client.register_task_definition(
            family=want["family"],
            taskRoleArn=want["task_role_arn"],
            executionRoleArn=want["execution_role_arn"],
            networkMode="awsvpc",
            requiresCompatibilities=["EC2"],
            cpu=want["cpu"],
            memory=want["memory"],
            containerDefinitions=want["containers"],
            volumes=want["volumes"],
            **({"tags": to_ecs(want["tags"])} if want["tags"] else {}),
        )

    def update(self, want: State, have: State) -> None:
        # A revision never changes; the next one takes its place.
        del have
        self.create(want)

    def delete(self, have: State) -> None:
        for arn in have["arns"]:
            self.client.deregister_task_definition(taskDefinition=arn)
        for start in range(0, len(have["arns"]), 10):  # DeleteTaskDefinitions takes ten
            self.client.delete_task_definitions(taskDefinitions=have["arns"][start : start + 10])


def _comparable(container: dict[str, Any]) -> dict[str, Any]:
    """The container with ECS's defaults said and its emptinesses unsaid."""
    said = {"essential": True, **_pruned(container)}
    if "portMappings" in said:
        said["portMappings"] = [
            {"protocol": "tcp", "hostPort": mapping["containerPort"], **mapping} for mapping in said["portMappings"]
        ]
    if "healthCheck" in said:
        said["healthCheck"] = {**HEALTH_CHECK_DEFAULTS, **said["healthCheck"]}
    return said


def _pruned(value: Any) -> Any:
    if isinstance(value, dict):
        pruned = {key: _pruned(entry) for key, entry in value.items()}
        return {key: entry for key, entry in pruned.items() if not _empty(entry)}
    return [_pruned(entry) for entry in value] if isinstance(value, list) else value


def _empty(value: Any) -> bool:
    return value is None or value is False or value in ([], {}) or (value == 0 and isinstance(value, int))
