"""The task runner: follows the ECS services that the API describes."""

import asyncio
import logging
from typing import Any

from local_aws import definition, report
from local_aws.definition import Definition
from local_aws.life import Host
from local_aws.look import Look
from local_aws.replicas import Replicas
from local_aws.task import Task, Wanted

PACE = 0.5  # seconds between two looks at the API

log = logging.getLogger(__name__)


class Runner:
    """Holds the tasks of all services, by cluster and service name."""

    def __init__(self, ecs: Any, host: Host) -> None:
        self._ecs = ecs
        self._host = host
        self._replicas: dict[tuple[str, str], Replicas] = {}
        self._look = Look()
        self._wanted: list[Wanted] = []
        self._definitions: dict[str, Definition] = {}  # by deployment: a deleted revision's number comes again

    def tasks(self) -> list[Task]:
        return [task for replicas in self._replicas.values() for task in replicas.tasks]

    async def run(self) -> None:
        """Until it is cancelled, which ends every task."""
        try:
            while True:
                try:
                    await self._turn()
                except Exception:
                    log.exception("a turn of the runner failed; the next one comes")
                await asyncio.sleep(PACE)
        finally:
            await asyncio.gather(*(each.end() for each in self._replicas.values()))

    async def _turn(self) -> None:
        if self._look.is_due():
            self._wanted = await self._read()
        wanted = {(each.cluster, each.service): each for each in self._wanted}
        for name, each in wanted.items():
            self._replicas.setdefault(name, Replicas(self._host)).follow(each)
        for name in self._replicas.keys() - wanted.keys():
            self._replicas[name].stop("The service is deleted")
        for name, replicas in self._replicas.items():
            report.service(*name, [*replicas.tasks, *replicas.stopped], replicas.ready, replicas.failed)
        self._host.changed()

    async def _read(self) -> list[Wanted]:
        services = [service for cluster in await self._clusters() for service in await self._services(cluster)]
        self._definitions = {
            (deployment := service["deployments"][0])["id"]: await self._definition(deployment) for service in services
        }
        self._look.looked(settled=all(map(_is_settled, services)))
        return [_parse(service, self._definitions) for service in services]

    async def _clusters(self) -> list[str]:
        arns: list[str] = (await self._ecs.list_clusters())["clusterArns"]
        return arns

    async def _services(self, cluster: str) -> list[dict[str, Any]]:
        arns = (await self._ecs.list_services(cluster=cluster))["serviceArns"]
        if not arns:
            return []
        described = (await self._ecs.describe_services(cluster=cluster, services=arns))["services"]
        return [each for each in described if each["status"] == "ACTIVE" and each["deployments"]]

    async def _definition(self, deployment: dict[str, Any]) -> Definition:
        if known := self._definitions.get(deployment["id"]):
            return known
        answer = await self._ecs.describe_task_definition(taskDefinition=deployment["taskDefinition"])
        return definition.parse(answer["taskDefinition"])


def _is_settled(service: dict[str, Any]) -> bool:
    return (
        len(service["deployments"]) == 1
        and service["deployments"][0]["rolloutState"] == "COMPLETED"
        and service["runningCount"] == service["desiredCount"]
    )


def _parse(service: dict[str, Any], definitions: dict[str, Definition]) -> Wanted:
    deployment = service["deployments"][0]
    return Wanted(
        cluster=service["clusterArn"].rsplit("/", 1)[-1],
        service=service["serviceName"],
        desired=service["desiredCount"],
        deployment=deployment["id"],
        definition=definitions[deployment["id"]],
        target_groups=tuple(each["targetGroupArn"] for each in service["loadBalancers"]),
        given_up=deployment.get("rolloutState") == "FAILED",
    )
