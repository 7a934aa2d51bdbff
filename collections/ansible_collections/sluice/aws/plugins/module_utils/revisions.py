"""Revisions of a task definition that differ in nothing but the image."""

from __future__ import annotations

from typing import Any

from ansible_collections.amazon.aws.plugins.module_utils.modules import AnsibleAWSModule
from ansible_collections.sluice.aws.plugins.module_utils.clients import client
from ansible_collections.sluice.aws.plugins.module_utils.names import task_definition_arns
from ansible_collections.sluice.aws.plugins.module_utils.parts.task_definition import remove, surplus

# What ECS says of a revision and takes of none (API reference, TaskDefinition).
OF_A_REVISION = (
    "compatibilities",
    "deregisteredAt",
    "registeredAt",
    "registeredBy",
    "requiresAttributes",
    "revision",
    "status",
    "taskDefinitionArn",
)


def described(module: AnsibleAWSModule, arn: str) -> dict[str, Any]:
    found = client(module, "ecs").describe_task_definition(taskDefinition=arn, include=["TAGS"])
    return {**found["taskDefinition"], "tags": found.get("tags", [])}


def image_of(definition: dict[str, Any], container: str) -> str:
    return str(next(each["image"] for each in definition["containerDefinitions"] if each["name"] == container))


def registered(module: AnsibleAWSModule, definition: dict[str, Any], container: str, image: str) -> str:
    """The ARN of a new one; containers beside the named one that run the same image go with it."""
    old = image_of(definition, container)
    containers = [
        {**each, "image": image} if each["image"] == old else each for each in definition["containerDefinitions"]
    ]
    said = {name: each for name, each in definition.items() if name not in OF_A_REVISION and each}
    new = client(module, "ecs").register_task_definition(**{**said, "containerDefinitions": containers})
    return str(new["taskDefinition"]["taskDefinitionArn"])


def prune(module: AnsibleAWSModule, family: str, service: dict[str, Any], keep: int) -> None:
    """As an apply does, so that it has nothing to do."""
    used = {each["taskDefinition"] for each in service["deployments"]}
    remove(client(module, "ecs"), surplus(task_definition_arns(module, family), used, keep))
