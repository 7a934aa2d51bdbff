"""Tells moto what the runner and the forwarder have seen, so that the API shows it."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from moto.ecs.models import ecs_backends
from moto.elbv2.models import elbv2_backends

from local_aws import rollout
from local_aws.patches.elbv2 import target_key
from local_aws.surroundings import ACCOUNT_ID, REGION
from local_aws.task import Task


@dataclass
class ReportedTask:
    """What DescribeTasks returns of a task; moto asks for the names in its own spelling."""

    task_arn: str
    cluster_arn: str
    task_definition_arn: str
    group: str
    started_by: str
    last_status: str
    desired_status: str
    health_status: str
    created_at: datetime
    started_at: datetime | None
    stopped_at: datetime | None
    stopped_reason: str | None
    containers: list[dict[str, Any]]
    attachments: list[dict[str, Any]]
    container_instance_arn: None = None
    tags: list[dict[str, str]] = field(default_factory=list)

    def advance(self) -> None:
        """moto moves its own tasks on whenever somebody looks; these move by themselves."""


def service(cluster: str, name: str, tasks: list[Task], ready: int, failed: int) -> None:
    """`ready` is how many tasks of the primary deployment serve, `failed` how many of it have ended unasked."""
    backend: Any = ecs_backends[ACCOUNT_ID][REGION]
    known = backend.services.get(f"{cluster}:{name}")
    if known is None:
        return
    _tell(known, tasks, backend.tasks.get(cluster, {}))
    _count(known, tasks)
    rollout.advance(known, ready, failed)
    reported = {task.arn: _reported(task, known.cluster_arn) for task in tasks}
    others = {arn: task for arn, task in backend.tasks.get(cluster, {}).items() if task.group != f"service:{name}"}
    # A new dict, because the API's threads may be walking through the one that is there.
    backend.tasks[cluster] = others | reported


def target(group: str, port: int, health: tuple[str, str | None, str | None]) -> None:
    """State, reason and description as DescribeTargetHealth has them."""
    known = elbv2_backends[ACCOUNT_ID][REGION].target_groups.get(group)
    if known and (registered := known.targets.get(target_key("127.0.0.1", port))):
        registered["Health"] = health


def _tell(known: Any, tasks: list[Task], before: dict[str, Any]) -> None:
    begun = [task for task in tasks if task.arn not in before]
    ended = [task for task in tasks if task.stopped_at and getattr(before.get(task.arn), "stopped_at", task) is None]
    for what, some in (("has started", begun), ("has stopped", ended)):
        if some:
            rollout.tell(known, f"{what} {len(some)} tasks: {' '.join(f'(task {task.id})' for task in some)}.")


def _count(known: Any, tasks: list[Task]) -> None:
    for deployment in known.deployments:
        own = [task for task in tasks if task.wanted.deployment == deployment["id"]]
        deployment["runningCount"] = sum(task.status == "RUNNING" for task in own)
        deployment["pendingCount"] = sum(task.status == "PENDING" for task in own)
    primary, *before = known.deployments
    known.deployments = [primary, *(each for each in before if each["runningCount"] or each["pendingCount"])]
    known.running_count = sum(each["runningCount"] for each in known.deployments)
    known.pending_count = sum(each["pendingCount"] for each in known.deployments)


def _reported(task: Task, cluster_arn: str) -> ReportedTask:
    definition = task.wanted.definition
    address = {"privateIpv4Address": "127.0.0.1"}
    container: dict[str, Any] = {
        "containerArn": f"{task.arn}/{definition.container}",
        "taskArn": task.arn,
        "name": definition.container,
        "lastStatus": task.status,
        "healthStatus": task.health,
        "networkInterfaces": [address],
        "networkBindings": [{"bindIP": "127.0.0.1", "hostPort": task.port, "protocol": "tcp"}],
    }
    if task.exit_code is not None:
        container["exitCode"] = task.exit_code
    return ReportedTask(
        task_arn=task.arn,
        cluster_arn=cluster_arn,
        task_definition_arn=definition.arn,
        group=f"service:{task.wanted.service}",
        started_by=task.wanted.deployment,
        last_status=task.status,
        desired_status="STOPPED" if task.asked_to_stop.is_set() or task.stopped_at else "RUNNING",
        health_status=task.health,
        created_at=task.created_at,
        started_at=task.started_at,
        stopped_at=task.stopped_at,
        stopped_reason=task.stopped_reason,
        containers=[container],
        attachments=[
            {
                "id": task.id,
                "type": "ElasticNetworkInterface",
                "status": "ATTACHED" if task.stopped_at is None else "DELETED",
                "details": [{"name": "privateIPv4Address", "value": "127.0.0.1"}],
            }
        ],
    )
