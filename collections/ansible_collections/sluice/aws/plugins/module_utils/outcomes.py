"""What became of deployments, as metrics for whoever watches the pipeline."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from ansible_collections.amazon.aws.plugins.module_utils.modules import AnsibleAWSModule
from ansible_collections.sluice.aws.plugins.module_utils.clients import client
from ansible_collections.sluice.aws.plugins.module_utils.refusals import reason
from ansible_collections.sluice.aws.plugins.module_utils.telling import tell
from botocore.exceptions import BotoCoreError, ClientError

NAMESPACE = "Sluice/Delivery"
RELEASED, ROLLED_BACK, FAILED = "released", "rolled back", "failed"


@dataclass
class Ending:
    outcome: str = FAILED


@contextmanager
def counted_ctx(module: AnsibleAWSModule) -> Iterator[Ending]:
    """Counts what is done inside as one deployment, of the outcome that it has come to."""
    began, ending = time.monotonic(), Ending()
    try:
        yield ending
    except Exception:
        _count(module, ending, time.monotonic() - began)
        raise
    _count(module, ending, time.monotonic() - began)


def _count(module: AnsibleAWSModule, ending: Ending, seconds: float) -> None:
    """A deployment that cannot be counted is none the worse."""
    named = {"Cluster": module.params["cluster"], "Service": module.params["service"], "Outcome": ending.outcome}
    of = {"Dimensions": [{"Name": name, "Value": value} for name, value in named.items()]}
    metrics = [
        {"MetricName": "Deployments", "Value": 1, "Unit": "Count", **of},
        {"MetricName": "DeploymentDuration", "Value": round(seconds, 1), "Unit": "Seconds", **of},
    ]
    try:
        client(module, "cloudwatch").put_metric_data(Namespace=NAMESPACE, MetricData=metrics)
    except (BotoCoreError, ClientError) as error:
        tell(f"  {module.params['service']}: that it was {ending.outcome} is in no metric: {reason(error)}")
