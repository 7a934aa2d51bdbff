"""Capacity providers of ECS."""

from typing import Any

from moto.ecs.exceptions import ECSException, InvalidParameterException
from moto.ecs.models import CapacityProvider, EC2ContainerServiceBackend

from local_aws.patches.wrap import wrap

OF_AWS = {"FARGATE", "FARGATE_SPOT"}


class _InUseError(ECSException):
    code = "ResourceInUseException"


def an_unknown_capacity_provider_can_be_attached() -> None:
    """A cluster takes those that are there; one that is deleted is not."""

    def attach(original: Any, ecs: EC2ContainerServiceBackend, *args: Any, **kwargs: Any) -> Any:
        _refuse_unknown(ecs, args[1])
        return original(ecs, *args, **kwargs)

    def create(original: Any, ecs: EC2ContainerServiceBackend, *args: Any, **kwargs: Any) -> Any:
        _refuse_unknown(ecs, args[4])
        return original(ecs, *args, **kwargs)

    wrap(EC2ContainerServiceBackend, "put_cluster_capacity_providers", attach)
    wrap(EC2ContainerServiceBackend, "create_cluster", create)


def a_capacity_provider_in_use_can_be_deleted() -> None:
    """None goes while a cluster has it, and afterwards it is listed as INACTIVE."""

    def delete(original: Any, ecs: EC2ContainerServiceBackend, name_or_arn: str) -> CapacityProvider:
        name = name_or_arn.rsplit("/", 1)[-1]
        active = [cluster for cluster in ecs.clusters.values() if cluster.status == "ACTIVE"]
        having = [cluster.name for cluster in active if name in (cluster.capacity_providers or [])]
        if having:
            raise _InUseError(f"The specified capacity provider is in use and cannot be removed: {', '.join(having)}")
        provider: CapacityProvider = original(ecs, name_or_arn)
        provider.status, provider.update_status = "INACTIVE", "DELETE_COMPLETE"
        ecs.capacity_providers[name] = provider
        return provider

    wrap(EC2ContainerServiceBackend, "delete_capacity_provider", delete)


def capacity_providers_cannot_be_listed() -> None:
    """Who names none must get all of them."""

    def describe(original: Any, ecs: EC2ContainerServiceBackend, names: list[str] | None) -> Any:
        return original(ecs, list(ecs.capacity_providers) if names is None else names)

    wrap(EC2ContainerServiceBackend, "describe_capacity_providers", describe)


def managed_draining_cannot_be_changed() -> None:
    """UpdateCapacityProvider must keep it, and CreateCapacityProvider begins with it (ENABLED)."""

    def prepare(original: Any, provider: CapacityProvider, details: dict[str, Any]) -> dict[str, Any]:
        return {"managedDraining": "ENABLED", **original(provider, details)}

    def update(original: Any, provider: CapacityProvider, details: dict[str, Any]) -> None:
        original(provider, details)
        if "managedDraining" in details:
            provider.auto_scaling_group_provider["managedDraining"] = details["managedDraining"]

    wrap(CapacityProvider, "_prepare_asg_provider", prepare)
    wrap(CapacityProvider, "update", update)


def _refuse_unknown(ecs: EC2ContainerServiceBackend, asked: list[str] | None) -> None:
    known = {name for name, each in ecs.capacity_providers.items() if each.status == "ACTIVE"} | OF_AWS
    unknown = [name for name in asked or [] if name.rsplit("/", 1)[-1] not in known]
    if unknown:
        raise InvalidParameterException(f"The specified capacity provider was not found: {', '.join(unknown)}")
