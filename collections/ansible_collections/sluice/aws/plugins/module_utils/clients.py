"""One client a service in each module: making one costs a tenth of a second."""

from __future__ import annotations

from functools import cache
from typing import Any

from ansible_collections.amazon.aws.plugins.module_utils.modules import AnsibleAWSModule

# EC2 throttles by a bucket that refills within seconds; `standard` waits up to 20 s between two of these attempts
# (boto3, "Retries"), so that a busy account slows a run down and does not fail it.
RETRIES = {"mode": "standard", "total_max_attempts": 8}


# Where IAM's name of a service is not the one that its requests are signed for (Service Authorization Reference).
IAM_PREFIXES = {"monitoring": "cloudwatch"}


@cache
def client(module: AnsibleAWSModule, service: str) -> Any:
    made = module.client(service, aws_config={"retries": RETRIES})
    made.meta.events.register("after-call", note_the_action)
    return made


def note_the_action(parsed: dict[str, Any], model: Any, **_: Any) -> None:
    """An error knows its call and not its service, so that nobody could tell which permission it is about."""
    if "Error" in parsed:
        prefix = model.service_model.signing_name
        parsed["Error"]["Action"] = f"{IAM_PREFIXES.get(prefix, prefix)}:{model.name}"
