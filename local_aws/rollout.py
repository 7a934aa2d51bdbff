"""How a deployment goes: on its way, complete, or failed, and rolled back where the service wants that."""

import math
import uuid
from typing import Any

from moto.core.utils import utcnow

FEWEST_FAILURES, MOST_FAILURES = 3, 200
KEPT_EVENTS = 100


def advance(service: Any, ready: int, failed: int) -> None:
    """`ready` tasks of the primary deployment serve, and `failed` ones have ended unasked since it began."""
    primary = service.deployments[0]
    primary["failedTasks"] = failed
    if primary["rolloutState"] != "IN_PROGRESS":
        return
    if len(service.deployments) == 1 and ready == service.desired_count:
        _note(primary, "COMPLETED", f"ECS deployment {primary['id']} completed.")
        service.completed = {**primary}
        tell(service, f"(deployment {primary['id']}) deployment completed.")
        tell(service, "has reached a steady state.")
    elif _breaker(service).get("enable") and failed >= _threshold(service.desired_count):
        _fail(service)


def tell(service: Any, what: str) -> None:
    """An event of the service, the newest first."""
    event = {"id": str(uuid.uuid4()), "createdAt": utcnow(), "message": f"(service {service.name}) {what}"}
    service.events = [event, *service.events[: KEPT_EVENTS - 1]]


def _breaker(service: Any) -> dict[str, Any]:
    told: dict[str, Any] = getattr(service, "deployment_configuration", None) or {}
    return told.get("deploymentCircuitBreaker") or {}


def _threshold(desired: int) -> int:
    """Amazon ECS Developer Guide, "How the Amazon ECS deployment circuit breaker detects failures"."""
    return min(MOST_FAILURES, max(FEWEST_FAILURES, math.ceil(desired / 2)))


def _fail(service: Any) -> None:
    failed, *others = service.deployments
    _note(failed, "FAILED", "ECS deployment circuit breaker: tasks failed to start.")
    tell(service, f"(deployment {failed['id']}) deployment failed: tasks failed to start.")
    completed = getattr(service, "completed", None)
    if not (_breaker(service).get("rollback") and completed):
        return
    # ECS goes back to that deployment itself, whose tasks have stayed.
    restored = {**completed, "status": "PRIMARY", "desiredCount": service.desired_count}
    why = f"ECS deployment circuit breaker: rolling back to deploymentId {restored['id']}."
    _note(restored, "IN_PROGRESS", why)
    tell(service, f"rolling back to deployment {restored['id']}.")
    kept = [each for each in others if each["id"] != restored["id"]]
    service.deployments = [restored, {**failed, "status": "ACTIVE"}, *kept]
    service.task_definition = restored["taskDefinition"]


def _note(deployment: dict[str, Any], state: str, reason: str) -> None:
    deployment.update(rolloutState=state, rolloutStateReason=reason, updatedAt=utcnow())
