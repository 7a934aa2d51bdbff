"""A service brought back to what ran before a deployment that does not hold."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from ansible_collections.amazon.aws.plugins.module_utils.modules import AnsibleAWSModule
from ansible_collections.sluice.aws.plugins.module_utils import revisions
from ansible_collections.sluice.aws.plugins.module_utils.ecs_services import primary
from ansible_collections.sluice.aws.plugins.module_utils.refusals import RefusedError, sentence
from ansible_collections.sluice.aws.plugins.module_utils.rollout import Rollout
from botocore.exceptions import BotoCoreError, ClientError


@dataclass(frozen=True)
class WayBack:
    """`said` is a clause for the reader."""

    said: str
    holds: bool


def gone_back(module: AnsibleAWSModule, rollout: Rollout, before: dict[str, Any], first: bool) -> WayBack:
    """To the revision `before`; ECS may have gone already, but for a `first` one, which has run nothing before."""
    ran = revisions.image_of(before, module.params["container"])
    try:
        rollout.look()
        if rollout.leads() or first:
            back = {"taskDefinition": before["taskDefinitionArn"], **({"desiredCount": 0} if first else {})}
            rollout = Rollout(module, rollout.service, back)
        else:
            rollout.id = primary(rollout.service)["id"]
        rollout.follow(module.params["wait_seconds"])
        leading = revisions.described(module, primary(rollout.service)["taskDefinition"])
    except (RefusedError, BotoCoreError, ClientError) as failure:
        return WayBack(f"and going back to {ran} fails too: {sentence(failure)}", holds=False)
    if first:
        return WayBack("it has no task, as before", holds=True)
    runs = revisions.image_of(leading, module.params["container"])
    if runs != ran:
        return WayBack(f"{runs} runs, which is not what ran before", holds=False)
    return WayBack(f"{runs} runs again", holds=True)
