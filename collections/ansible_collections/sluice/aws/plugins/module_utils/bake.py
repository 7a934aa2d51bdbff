"""The time after a deployment in which it must prove itself: tasks, alarms, and what a caller gets."""

from __future__ import annotations

import time

from ansible_collections.amazon.aws.plugins.module_utils.modules import AnsibleAWSModule
from ansible_collections.sluice.aws.plugins.module_utils import evidence
from ansible_collections.sluice.aws.plugins.module_utils.clients import client
from ansible_collections.sluice.aws.plugins.module_utils.refusals import RefusedError
from ansible_collections.sluice.aws.plugins.module_utils.rollout import POLL_SECONDS, Rollout
from ansible_collections.sluice.aws.plugins.module_utils.smoke import Smoke


def firing(module: AnsibleAWSModule) -> set[str]:
    """Of the deployment alarms."""
    names = module.params["alarms"]
    if not names:
        return set()
    found = client(module, "cloudwatch").describe_alarms(AlarmNames=names)["MetricAlarms"]
    return {each["AlarmName"] for each in found if each["StateValue"] == "ALARM"}


def watch(module: AnsibleAWSModule, rollout: Rollout, version: str, fired_before: set[str]) -> None:
    """Raises RefusedError with what goes wrong; what fired before, the deployment may be the cure of."""
    deadline = time.monotonic() + module.params["bake_seconds"]
    smoke = Smoke(module, version)
    # ECS may have got over some on the way.
    known = {each["taskArn"] for each in evidence.failed_tasks(module, rollout.service, rollout.id)}
    while True:
        rollout.look()
        if not rollout.leads():
            raise RefusedError("another deployment has taken its place")
        ended = evidence.failed_tasks(module, rollout.service, rollout.id)
        if any(each["taskArn"] not in known for each in ended):
            raise RefusedError(f"a task of it stopped: {evidence.why_stopped(ended[0])}")
        tasks = evidence.tasks_of(module, rollout.service, rollout.id, "RUNNING")
        if any(each.get("healthStatus") == "UNHEALTHY" for each in tasks):
            raise RefusedError("a task of it fails its health check")
        if fired := firing(module) - fired_before:
            raise RefusedError(f"it makes alarms fire: {', '.join(sorted(fired))}")
        smoke.ask()
        if time.monotonic() >= deadline and smoke.holds:
            return
        time.sleep(POLL_SECONDS)
