"""Clusters, services, tasks and task definitions."""

from typing import Any

from moto.core.utils import camelcase_to_underscores, utcnow
from moto.ecs.exceptions import TaskDefinitionNotFoundException
from moto.ecs.models import Cluster, EC2ContainerServiceBackend, Service, Task, TaskDefinition
from moto.ecs.responses import EC2ContainerServiceResponse
from moto.moto_api._internal import mock_random

from local_aws.patches.wrap import wrap


def capacity_providers_of_a_cluster_are_missing() -> None:
    """They are lists, and empty where there are none; modules index them."""

    def init(original: Any, cluster: Cluster, *args: Any, **kwargs: Any) -> None:
        original(cluster, *args, **kwargs)
        cluster.capacity_providers = cluster.capacity_providers or []
        cluster.default_capacity_provider_strategy = cluster.default_capacity_provider_strategy or []

    wrap(Cluster, "__init__", init)


def create_service_drops_settings() -> None:
    """Deployment configuration, capacity provider strategy, grace period and the rest must be kept."""

    def create_service(original: Any, response: EC2ContainerServiceResponse) -> Any:
        answer = original(response)
        service: Service = answer.result["service"]
        for name, value in response._get_params().items():
            if (attribute := camelcase_to_underscores(name)) not in vars(service):
                setattr(service, attribute, value)
        if response._get_param("capacityProviderStrategy"):
            service.launch_type = None
            for deployment in service.deployments:
                deployment["launchType"] = None
        return answer

    wrap(EC2ContainerServiceResponse, "create_service", create_service)


def update_service_makes_no_deployment() -> None:
    """
    UpdateService must begin a deployment for another task definition, network or balancer or by force, name the
    definition by its ARN, and not claim that tasks run which do not.
    """

    def update_service(original: Any, backend: EC2ContainerServiceBackend, properties: dict[str, Any]) -> Service:
        forced = properties.pop("force_new_deployment", False)
        if name := properties.get("task_definition"):
            properties["task_definition"] = backend.describe_task_definition(name).arn
        cluster = properties.get("cluster", "default")
        service = backend._get_service(cluster, properties["service"].split("/")[-1])
        before, running = _what_tasks_are_made_of(service), service.running_count
        original(backend, properties)
        service.running_count = running
        service.pending_count = max(0, service.desired_count - running)
        if forced or _what_tasks_are_made_of(service) != before:
            _begin_deployment(service)
        service.deployments[0]["desiredCount"] = service.desired_count
        return service

    wrap(EC2ContainerServiceBackend, "update_service", update_service)


def _what_tasks_are_made_of(service: Service) -> tuple[Any, ...]:
    return service.task_definition, service.network_configuration, service.load_balancers


def _begin_deployment(service: Service) -> None:
    before = [{**each, "status": "ACTIVE"} for each in service.deployments]
    number = f"ecs-svc/{mock_random.randint(0, 32**12)}"
    begun = {
        **before[0],
        "id": number,
        "status": "PRIMARY",
        "taskDefinition": service.task_definition,
        "networkConfiguration": service.network_configuration,
        "rolloutState": "IN_PROGRESS",
        "rolloutStateReason": f"ECS deployment {number} in progress.",
        "runningCount": 0,
        "pendingCount": 0,
        "createdAt": utcnow(),
        "updatedAt": utcnow(),
    }
    service.deployments = [begun, *before]


def list_tasks_ignores_the_service() -> None:
    """ListTasks must filter by service, and show the running tasks where no status is asked for."""

    def list_tasks(original: Any, backend: EC2ContainerServiceBackend, *filters: str | None) -> list[Task]:
        tasks: list[Task] = original(backend, *filters)
        if not filters:  # moto's own look for one task among all
            return tasks
        *_, service, status = filters
        group = f"service:{service.rsplit('/')[-1]}" if service else None
        return [task for task in tasks if group in {None, task.group} and task.desired_status == (status or "RUNNING")]

    wrap(EC2ContainerServiceBackend, "list_tasks", list_tasks)


def a_family_without_revision_means_an_inactive_one() -> None:
    """A family alone stands for its latest active revision, and for nothing when it has none."""

    def describe_task_definition(
        original: Any, backend: EC2ContainerServiceBackend, task_definition_str: str
    ) -> TaskDefinition:
        family = task_definition_str.rsplit("/", maxsplit=1)[-1]
        if ":" not in family:
            revisions = backend.task_definitions.get(family, {}).items()
            active = [revision for revision, each in revisions if each.status == "ACTIVE"]
            if not active:
                raise TaskDefinitionNotFoundException
            task_definition_str = f"{family}:{max(active)}"
        definition: TaskDefinition = original(backend, task_definition_str)
        return definition

    wrap(EC2ContainerServiceBackend, "describe_task_definition", describe_task_definition)
