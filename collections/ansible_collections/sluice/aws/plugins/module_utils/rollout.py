"""A deployment on its way, told line by line until it has come to its end."""

from __future__ import annotations

import time
from typing import Any

from ansible_collections.amazon.aws.plugins.module_utils.modules import AnsibleAWSModule
from ansible_collections.sluice.aws.plugins.module_utils import evidence
from ansible_collections.sluice.aws.plugins.module_utils.clients import client
from ansible_collections.sluice.aws.plugins.module_utils.ecs_services import described, primary
from ansible_collections.sluice.aws.plugins.module_utils.refusals import RefusedError
from ansible_collections.sluice.aws.plugins.module_utils.telling import tell

POLL_SECONDS = 2


def running(module: AnsibleAWSModule) -> dict[str, Any]:
    """The service as ECS describes it."""
    cluster, name = module.params["cluster"], module.params["service"]
    found = described(module, cluster, [name]).get(name)
    if found is None:
        raise RefusedError(f"there is no service of that name in the cluster {cluster}: apply the estate first")
    return dict(found)


class Rollout:
    """One deployment of the service; what was told of it already is not told twice."""

    def __init__(self, module: AnsibleAWSModule, before: dict[str, Any], said: dict[str, Any]) -> None:
        """`said` is what UpdateService is told; `before` is the service as it was."""
        self.module = module
        self.service = client(module, "ecs").update_service(
            cluster=module.params["cluster"], service=module.params["service"], **said
        )["service"]
        self.id = str(primary(self.service)["id"])
        self._events = {each["id"] for each in before.get("events", [])}
        self._line = ""

    def follow(self, seconds: float) -> None:
        """Until it alone is there, complete; raises RefusedError where ECS gives it up or the time is over."""
        deadline = time.monotonic() + seconds
        while True:
            self.look()
            ours = [each for each in self.service["deployments"] if each["id"] == self.id]
            if not self.leads() or ours[0].get("rolloutState") == "FAILED":
                raise RefusedError(self._why(ours))
            if len(self.service["deployments"]) == 1 and ours[0].get("rolloutState") == "COMPLETED":
                return
            if time.monotonic() > deadline:
                raise RefusedError(f"its deployment has not come to an end in {seconds:g} s: {self._line}")
            time.sleep(POLL_SECONDS)

    def look(self) -> None:
        self.service = running(self.module)
        events = [each for each in reversed(self.service.get("events", [])) if each["id"] not in self._events]
        self._events |= {each["id"] for each in events}
        for each in events:
            self._tell(each["message"].removeprefix(f"(service {self.service['serviceName']}) "))
        line = "; ".join(filter(None, [*map(_counted, self.service["deployments"]), *self._targets()]))
        if line != self._line:
            self._line = line
            self._tell(line)

    def _why(self, ours: list[dict[str, Any]]) -> str:
        """ECS soon forgets a failed deployment, but not the events of it."""
        events = [each["message"] for each in self.service.get("events", []) if self.id in each["message"]]
        reasons = [each.get("rolloutStateReason", "") for each in ours if each.get("rolloutState") == "FAILED"]
        why = next(filter(None, [*reasons, *events]), f"{primary(self.service)['id']} has taken its place")
        return why.removeprefix(f"(service {self.service['serviceName']}) ").rstrip(".")

    def leads(self) -> bool:
        return bool(primary(self.service)["id"] == self.id)

    def _targets(self) -> list[str]:
        return [f"target {each}" for each in evidence.unhealthy_targets(self.module, self.service)]

    def _tell(self, line: str) -> None:
        tell(f"  {self.service['serviceName']}: {line}")


def _counted(deployment: dict[str, Any]) -> str:
    revision = deployment["taskDefinition"].rpartition("/")[2]
    counts = f"{deployment['runningCount']} of {deployment['desiredCount']} run, {deployment['pendingCount']} pending"
    return f"{revision} {deployment.get('rolloutState', '')}, {counts}"
