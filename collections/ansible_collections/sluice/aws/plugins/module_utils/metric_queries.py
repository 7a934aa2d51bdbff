"""Metrics and what is computed of them, as alarms and scaling policies watch them: by id, in the inventory's words."""

from __future__ import annotations

from typing import Any

from ansible_collections.amazon.aws.plugins.module_utils.modules import AnsibleAWSModule
from ansible_collections.sluice.aws.plugins.module_utils.balancer_labels import dimensions_of_balancer
from ansible_collections.sluice.aws.plugins.module_utils.certificates import issued_arn

Query = dict[str, Any]
"""`metric` or `expression`, and whether it is the one that is `watched`."""


def wanted_queries(module: AnsibleAWSModule, listed: list[dict[str, Any]]) -> dict[str, Query]:
    """By id, in the shape of `described_queries`; balancers and target groups are looked up by name."""
    return {
        each["id"]: {"expression": each["expression"], "metric": _metric(module, each), "watched": each["watched"]}
        for each in listed
    }


def described_queries(listed: list[dict[str, Any]]) -> dict[str, Query]:
    """By id, from the MetricDataQueries that AWS returns."""
    return {
        each["Id"]: {
            "expression": each.get("Expression"),
            "metric": _described_metric(each["MetricStat"]) if "MetricStat" in each else None,
            "watched": each.get("ReturnData", True),
        }
        for each in listed
    }


def to_aws(queries: dict[str, Query], **of_each_metric: int) -> list[dict[str, Any]]:
    """`of_each_metric` is what only some callers say of a metric: its Period."""
    return [
        {"Id": name, **_source(query, of_each_metric), "ReturnData": query["watched"]}
        for name, query in queries.items()
    ]


def _metric(module: AnsibleAWSModule, each: dict[str, Any]) -> dict[str, Any] | None:
    if each["expression"]:
        return None
    dimensions = {
        **each["dimensions"],
        **dimensions_of_balancer(module, each["load_balancer"], each["target_group"]),
        **_dimension_of_certificate(module, each.get("certificate")),
    }
    return {
        "namespace": each["namespace"],
        "name": each["metric"],
        "dimensions": {name: str(value) for name, value in dimensions.items()},
        "statistic": each["statistic"],
    }


def _dimension_of_certificate(module: AnsibleAWSModule, certificate: dict[str, str] | None) -> dict[str, str]:
    """AWS Certificate Manager User Guide, "Supported CloudWatch metrics"."""
    return {"CertificateArn": issued_arn(module, **certificate)} if certificate else {}


def _described_metric(stat: dict[str, Any]) -> dict[str, Any]:
    metric = stat["Metric"]
    described = {
        "namespace": metric.get("Namespace"),
        "name": metric.get("MetricName"),
        "dimensions": {each["Name"]: each["Value"] for each in metric.get("Dimensions", [])},
        "statistic": stat.get("Stat"),
    }
    # Nobody of ours says a unit, so that one that is there is a difference.
    return {**described, **({"unit": stat["Unit"]} if stat.get("Unit") else {})}


def _source(query: Query, of_each_metric: dict[str, int]) -> dict[str, Any]:
    if query["expression"]:
        return {"Expression": query["expression"]}
    metric = query["metric"]
    dimensions = [{"Name": name, "Value": value} for name, value in metric["dimensions"].items()]
    described = {"Namespace": metric["namespace"], "MetricName": metric["name"], "Dimensions": dimensions}
    return {"MetricStat": {"Metric": described, "Stat": metric["statistic"], **of_each_metric}}
