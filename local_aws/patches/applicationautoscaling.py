"""Scalable targets and their policies."""

from typing import Any

from moto.applicationautoscaling.models import (
    ApplicationAutoscalingBackend,
    FakeApplicationAutoscalingPolicy,
    FakeScalableTarget,
)
from moto.core.exceptions import JsonRESTError
from moto.ecs.models import ecs_backends

from local_aws.patches.wrap import wrap


def a_policy_that_is_put_again_is_another() -> None:
    """It must keep its ARN, which alarms name, and the alarms of what it was before must go."""

    def put(original: Any, backend: ApplicationAutoscalingBackend, **policy: Any) -> FakeApplicationAutoscalingPolicy:
        names = ("service_namespace", "resource_id", "scalable_dimension", "policy_name")
        before = backend.policies.get(FakeApplicationAutoscalingPolicy.formulate_key(**{n: policy[n] for n in names}))
        made: FakeApplicationAutoscalingPolicy = original(backend, **policy)
        if before:
            before.delete_alarms(backend.account_id, backend.region_name)
            made.policy_arn = before.policy_arn
        return made

    wrap(ApplicationAutoscalingBackend, "put_scaling_policy", put)


def a_policy_needs_no_target() -> None:
    """PutScalingPolicy must refuse what is not registered."""

    def put(original: Any, backend: ApplicationAutoscalingBackend, **policy: Any) -> FakeApplicationAutoscalingPolicy:
        if not backend._scalable_target_exists(policy["resource_id"], policy["scalable_dimension"]):
            told = [f"{key}: {policy[key]}" for key in ("service_namespace", "resource_id", "scalable_dimension")]
            sentence = f"No scalable target registered for {', '.join(told)}"
            raise JsonRESTError("ObjectNotFoundException", sentence)
        made: FakeApplicationAutoscalingPolicy = original(backend, **policy)
        return made

    wrap(ApplicationAutoscalingBackend, "put_scaling_policy", put)


def policies_outlive_their_target() -> None:
    """DeregisterScalableTarget must take the policies of the target, and their alarms, with it."""

    def deregister(original: Any, backend: ApplicationAutoscalingBackend, *target: str) -> None:
        original(backend, *target)
        of_target = [
            policy
            for policy in backend.policies.values()
            if (policy.service_namespace, policy.resource_id, policy.scalable_dimension) == target
        ]
        for policy in of_target:
            backend.delete_scaling_policy(policy.policy_name, *target)

    wrap(ApplicationAutoscalingBackend, "deregister_scalable_target", deregister)


def a_target_out_of_its_bounds_stays_there() -> None:
    """RegisterScalableTarget must bring the desired count of a service between minimum and maximum."""

    def register(original: Any, backend: ApplicationAutoscalingBackend, *place: str, **more: Any) -> FakeScalableTarget:
        target: FakeScalableTarget = original(backend, *place, **more)
        if place[0] == "ecs":
            _, cluster, service = place[1].split("/")
            ecs = ecs_backends[backend.account_id][backend.region_name]
            desired = ecs._get_service(cluster, service).desired_count
            bounded = min(max(desired, target.min_capacity or 0), target.max_capacity or 0)
            if bounded != desired:
                ecs.update_service({"cluster": cluster, "service": service, "desired_count": bounded})
        return target

    wrap(ApplicationAutoscalingBackend, "register_scalable_target", register)


def policies_are_found_by_a_part_of_their_services_name() -> None:
    """DescribeScalingPolicies must know a resource by the whole of its id."""

    def describe(original: Any, backend: ApplicationAutoscalingBackend, **asked: Any) -> Any:
        # moto looks whether a policy's resource is in what it is given, which for a string is a part of it.
        return original(backend, **{**asked, "resource_id": [asked["resource_id"]] if asked["resource_id"] else None})

    wrap(ApplicationAutoscalingBackend, "describe_scaling_policies", describe)
