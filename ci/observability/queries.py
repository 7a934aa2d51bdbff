"""What a panel asks of Prometheus, of CloudWatch or of the logs; names in capitals are filled in at Grafana's start."""

from dataclasses import dataclass
from typing import Any

PROMETHEUS = {"type": "prometheus", "uid": "${prometheus}"}
CLOUDWATCH = {"type": "cloudwatch", "uid": "${cloudwatch}"}

REGION = "${AWS_REGION}"
QUEUE = {"QueueName": "${ESTATE}-mail"}
DEAD_LETTER_QUEUE = {"QueueName": "${ESTATE}-mail-dead"}
BALANCER = {"LoadBalancer": "${LOAD_BALANCER}"}
PRODUCERS = {**BALANCER, "TargetGroup": "${TARGET_GROUP}"}
CLUSTER = {"ClusterName": "${ESTATE}"}
SERVICES = ("producer", "consumer")
LOG_GROUPS = tuple(f"/sluice/${{ESTATE}}/{service}" for service in SERVICES)

Target = dict[str, Any]


@dataclass(frozen=True)
class Asked:
    """Targets without their letters, all of one datasource."""

    datasource: dict[str, str]
    targets: list[Target]


def of_service(service: str) -> dict[str, str]:
    return {**CLUSTER, "ServiceName": service}


def prometheus(*asked: tuple[str, str]) -> Asked:
    """Pairs of an expression and what its series are called."""
    return Asked(PROMETHEUS, [{"expr": expr, "legendFormat": legend, "range": True} for expr, legend in asked])


def cloudwatch(*targets: Target) -> Asked:
    return Asked(CLOUDWATCH, [{**target, "id": target.get("id") or f"q{n}"} for n, target in enumerate(targets)])


def metric(
    legend: str, namespace: str, name: str, dimensions: dict[str, str], statistic: str = "Sum", **more: Any
) -> Target:
    """`more` may say an id, and whether it is hidden for being only a part of an expression."""
    return {
        "queryMode": "Metrics",
        "metricQueryType": 0,
        "metricEditorMode": 0,
        "region": REGION,
        "namespace": namespace,
        "metricName": name,
        "dimensions": {dimension: [value] for dimension, value in dimensions.items()},
        "matchExact": True,
        "statistic": statistic,
        "period": more.pop("period", "60"),
        "expression": "",
        "label": legend,
        **more,
    }


def computed(legend: str, expression: str) -> Target:
    return {
        "queryMode": "Metrics",
        "metricQueryType": 0,
        "metricEditorMode": 1,
        "region": REGION,
        "namespace": "",
        "metricName": "",
        "dimensions": {},
        "statistic": "Sum",
        "period": "60",
        "expression": expression,
        "label": legend,
    }


def logs(expression: str, *groups: str) -> Asked:
    target = {
        "queryMode": "Logs",
        "region": REGION,
        "logGroups": [{"arn": group, "name": group} for group in groups or LOG_GROUPS],
        "expression": expression,
        "statsGroups": [],
        "id": "",
    }
    return Asked(CLOUDWATCH, [target])
