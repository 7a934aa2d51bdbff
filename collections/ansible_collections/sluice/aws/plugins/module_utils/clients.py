"""One client a service in each module: making one costs a tenth of a second."""

from __future__ import annotations

from functools import cache
from typing import Any

from ansible_collections.amazon.aws.plugins.module_utils.modules import AnsibleAWSModule
from ansible_collections.sluice.aws.plugins.module_utils.refusals import note_the_action

# EC2 throttles by a bucket that refills within seconds; `standard` waits up to 20 s between two of these attempts
# (boto3, "Retries"), so that a busy account slows a run down and does not fail it.
RETRIES = {"mode": "standard", "total_max_attempts": 8}


@cache
def client(module: AnsibleAWSModule, service: str) -> Any:
    made = module.client(service, aws_config={"retries": RETRIES})
    made.meta.events.register("after-call", note_the_action)
    return made
