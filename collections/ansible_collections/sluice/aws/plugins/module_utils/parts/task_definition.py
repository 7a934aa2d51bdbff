"""Families of ECS task definitions, registered anew when any field differs."""

from __future__ import annotations

from typing import Any

from ansible_collections.amazon.aws.plugins.module_utils.modules import AnsibleAWSModule
from ansible_collections.sluice.aws.plugins.module_utils.changes import Change, differences
from ansible_collections.sluice.aws.plugins.module_utils.containers import comparable, pruned
from ansible_collections.sluice.aws.plugins.module_utils.ecs_services import of_family, primary
from ansible_collections.sluice.aws.plugins.module_utils.ecs_tags import from_ecs, to_ecs, write_tags
from ansible_collections.sluice.aws.plugins.module_utils.environment import with_values
from ansible_collections.sluice.aws.plugins.module_utils.names import (
    KNOWN_AFTER_APPLY,
    task_definition_arn,
    task_definition_arns,
)
from ansible_collections.sluice.aws.plugins.module_utils.release import image
from ansible_collections.sluice.aws.plugins.module_utils.resource import Resource, State
from ansible_collections.sluice.aws.plugins.module_utils.so_far import change_of

IN_PLACE = {"tags", "revisions"}
"""Fields that no new revision is needed for."""
GONE = ("INACTIVE", "DELETE_IN_PROGRESS")
KIND = "task definition"


def registers(change: Change) -> bool:
    """Whether a change of a family, done or planned, brings a new revision."""
    return not {field.split(".")[0] for field in change["fields"]} <= IN_PLACE


class TaskDefinition(Resource):
    """Compares with the revision that the service runs, which after a rollback is not the newest one."""

    service = "ecs"
    kind = KIND
    option = "task_definitions"

    def name(self, want: State) -> str:
        return str(want["family"])

    def wanted(self, item: State) -> State:
        if self.module.params["state"] == "absent":
            return item
        ours = ("repository", "release_parameter", "keep_revisions")
        released = {}
        if item["release_parameter"]:
            released = {"image": image(self.module, item["repository"], item["release_parameter"])}
        return {
            **{field: value for field, value in item.items() if field not in ours},
            "network_mode": "awsvpc",
            "pid_mode": "",
            "containers": [comparable({**released, **with_values(self.module, each)}) for each in item["containers"]],
            "status": "ACTIVE",
            "revisions": item["keep_revisions"],
        }

    def read(self, want: State) -> State | None:
        arns = task_definition_arns(self.module, want["family"])
        services = of_family(self.module, want["family"]) if "revisions" in want else []
        running = [arn for service in services for arn in [primary(service)["taskDefinition"]]]
        ours = [arn for arn in running if _family(arn) == want["family"]] or arns
        if not ours:
            return None
        described = self.client.describe_task_definition(taskDefinition=ours[0], include=["TAGS"])
        found = described["taskDefinition"]
        used = {each["taskDefinition"] for service in services for each in service["deployments"]}
        too_many = surplus(arns, used, want.get("revisions", 0))
        return {
            "family": want["family"],
            "arn": ours[0],
            "arns": arns,
            "used": used,
            "task_role_arn": found.get("taskRoleArn"),
            "execution_role_arn": found.get("executionRoleArn"),
            "network_mode": found.get("networkMode"),
            "pid_mode": found.get("pidMode", ""),
            "cpu": found.get("cpu"),
            "memory": found.get("memory"),
            "containers": [comparable(container) for container in found["containerDefinitions"]],
            "volumes": [pruned(volume) for volume in found.get("volumes", [])],
            "status": found["status"],
            "revisions": len(arns) if too_many else want.get("revisions"),
            "tags": from_ecs(described.get("tags", [])),
        }

    def create(self, want: State) -> None:
        self._register(want)

    def update(self, want: State, have: State) -> None:
        arns = have["arns"]
        fields = differences(want, have)
        if registers({"fields": fields}):
            arns = [self._register(want), *arns]
        else:
            write_tags(self.client, have["arn"], have["tags"], want["tags"])
        remove(self.client, surplus(arns, have["used"], want["revisions"]))

    def delete(self, have: State) -> None:
        remove(self.client, have["arns"])

    def remnant(self, want: State) -> str | None:
        left = [arn for status in GONE for arn in task_definition_arns(self.module, want["family"], status)]
        return f"ECS goes on listing {len(left)} of its revisions, which nothing can run, for a while" if left else None

    def _register(self, want: State) -> str:
        registered = self.client.register_task_definition(
            family=want["family"],
            taskRoleArn=want["task_role_arn"],
            executionRoleArn=want["execution_role_arn"],
            networkMode=want["network_mode"],
            requiresCompatibilities=["EC2"],
            cpu=want["cpu"],
            memory=want["memory"],
            containerDefinitions=want["containers"],
            volumes=want["volumes"],
            **({"tags": to_ecs(want["tags"])} if want["tags"] else {}),
        )
        return str(registered["taskDefinition"]["taskDefinitionArn"])


def remove(ecs: Any, arns: list[str]) -> None:
    for arn in arns:
        ecs.deregister_task_definition(taskDefinition=arn)
    for start in range(0, len(arns), 10):  # DeleteTaskDefinitions takes ten
        ecs.delete_task_definitions(taskDefinitions=arns[start : start + 10])


def surplus(arns: list[str], used: set[str], keep: int) -> list[str]:
    """Of revisions, newest first, those that are too many; never one that a deployment uses or goes back to."""
    free = [arn for arn in arns if arn not in used]
    return free[max(0, keep - len(used.intersection(arns))) :]


def _family(arn: str) -> str:
    return arn.rsplit("/", maxsplit=1)[-1].split(":", maxsplit=1)[0]


def revision_after(module: AnsibleAWSModule, family: str, service: dict[str, Any] | None) -> str:
    """What the service runs once this call is through: a new revision, its own one, or the newest there is."""
    change = change_of(module, KIND, family)
    if change and registers(change):
        return KNOWN_AFTER_APPLY if module.check_mode else task_definition_arn(module, family)
    running = str(primary(service)["taskDefinition"]) if service else ""
    return running if _family(running) == family else task_definition_arn(module, family)
