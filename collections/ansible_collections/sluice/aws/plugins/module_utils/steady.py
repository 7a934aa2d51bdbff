"""The end of a deployment: all of its tasks serve and no other is left, or ECS has rolled it back."""

from __future__ import annotations

import time
from typing import Any

from ansible_collections.amazon.aws.plugins.module_utils.modules import AnsibleAWSModule
from ansible_collections.sluice.aws.plugins.module_utils.ecs_services import described, primary
from ansible_collections.sluice.aws.plugins.module_utils.evidence import failed_tasks, why_stopped
from ansible_collections.sluice.aws.plugins.module_utils.refusals import RefusedError

POLL_SECONDS = 2


def wait_until_steady(module: AnsibleAWSModule, cluster: str, name: str, deployment: str | None = None) -> None:
    """Of the deployment of that id, or of the one that is on its way; raises RefusedError where it fails."""
    seconds = module.params["steady_wait_seconds"]
    deadline = time.monotonic() + seconds
    while seconds:
        service = described(module, cluster, [name]).get(name)
        if service is None:
            raise RefusedError("somebody has removed it meanwhile: run this again")
        now = primary(service)
        deployment = deployment or now["id"]
        failed = [each for each in service["deployments"] if each.get("rolloutState") == "FAILED"]
        if failed or now["id"] != deployment:
            raise RefusedError(_rolled_back(module, service, deployment))
        if len(service["deployments"]) == 1 and now.get("rolloutState") == "COMPLETED":
            return
        if time.monotonic() > deadline:
            raise RefusedError(
                f"its deployment has not come to an end in {seconds} s, {now['runningCount']} of "
                f"{now['desiredCount']} tasks run: {_last_event(service)}"
            )
        time.sleep(POLL_SECONDS)


def _rolled_back(module: AnsibleAWSModule, service: dict[str, Any], deployment: str) -> str:
    ours = [each for each in service["deployments"] if each["id"] == deployment]
    why = (ours or [primary(service)])[0].get("rolloutStateReason", "")
    stopped = _stopped(module, service, deployment)
    return f"its deployment has failed and is rolled back ({why or 'ECS gives no reason'}); {stopped}"


def _stopped(module: AnsibleAWSModule, service: dict[str, Any], deployment: str) -> str:
    """What the last task of the deployment to stop died of."""
    ended = failed_tasks(module, service, deployment)
    if not ended:
        return "none of its tasks came to run: look at the events of the service"
    return f"a task of it stopped: {why_stopped(ended[0])}"


def _last_event(service: dict[str, Any]) -> str:
    events = service.get("events") or [{"message": "ECS tells nothing of it"}]
    return str(events[0]["message"])
