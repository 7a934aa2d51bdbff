"""Scaling policies in the inventory's words and in AWS's: those that hold a metric at a target, and single steps."""

from __future__ import annotations

from typing import Any

from ansible_collections.amazon.aws.plugins.module_utils.modules import AnsibleAWSModule
from ansible_collections.sluice.aws.plugins.module_utils import metric_queries
from ansible_collections.sluice.aws.plugins.module_utils.balancer_labels import resource_label
from ansible_collections.sluice.aws.plugins.module_utils.changes import State

Policy = dict[str, Any]
"""`type`, as AWS calls it, and the fields that this type has."""

TARGET = "TargetTrackingScaling"
STEP = "StepScaling"


def wanted(module: AnsibleAWSModule, item: State) -> dict[str, Policy]:
    """By name."""
    targets = {policy["name"]: _wanted_target(module, policy) for policy in item["target_policies"]}
    return {**targets, **{policy["name"]: _wanted_step(policy) for policy in item["step_policies"]}}


def described(found: dict[str, Any]) -> Policy:
    if found["PolicyType"] == TARGET:
        return _described_target(found["TargetTrackingScalingPolicyConfiguration"])
    return {"type": found["PolicyType"], **_described_step(found.get("StepScalingPolicyConfiguration", {}))}


def to_aws(policy: Policy) -> dict[str, Any]:
    """The arguments of PutScalingPolicy."""
    configuration = _target_to_aws(policy) if policy["type"] == TARGET else _step_to_aws(policy)
    return {"PolicyType": policy["type"], f"{policy['type']}PolicyConfiguration": configuration}


def _wanted_target(module: AnsibleAWSModule, policy: State) -> Policy:
    of_balancer = policy["load_balancer"] and policy["target_group"]
    label = resource_label(module, policy["load_balancer"], policy["target_group"]) if of_balancer else None
    return {
        "type": TARGET,
        "target": policy["target"],
        "predefined_metric": policy["predefined_metric"],
        "resource_label": label,
        "metrics": metric_queries.wanted_queries(module, policy["metrics"]),
        "scale_in_cooldown_seconds": policy["scale_in_cooldown_seconds"],
        "scale_out_cooldown_seconds": policy["scale_out_cooldown_seconds"],
        "scales_in": True,
    }


def _described_target(found: dict[str, Any]) -> Policy:
    predefined = found.get("PredefinedMetricSpecification", {})
    custom = found.get("CustomizedMetricSpecification", {})
    return {
        "type": TARGET,
        "target": found["TargetValue"],
        "predefined_metric": predefined.get("PredefinedMetricType"),
        "resource_label": predefined.get("ResourceLabel"),
        "metrics": metric_queries.described_queries(custom.get("Metrics", [])),
        "scale_in_cooldown_seconds": found.get("ScaleInCooldown"),
        "scale_out_cooldown_seconds": found.get("ScaleOutCooldown"),
        "scales_in": not found.get("DisableScaleIn", False),
    }


def _target_to_aws(policy: Policy) -> dict[str, Any]:
    label = {"ResourceLabel": policy["resource_label"]} if policy["resource_label"] else {}
    if policy["predefined_metric"]:
        metric = {"PredefinedMetricSpecification": {"PredefinedMetricType": policy["predefined_metric"], **label}}
    else:
        metric = {"CustomizedMetricSpecification": {"Metrics": metric_queries.to_aws(policy["metrics"])}}
    return {
        "TargetValue": policy["target"],
        **metric,
        "ScaleInCooldown": policy["scale_in_cooldown_seconds"],
        "ScaleOutCooldown": policy["scale_out_cooldown_seconds"],
        "DisableScaleIn": not policy["scales_in"],
    }


def _wanted_step(policy: State) -> Policy:
    # From the alarm's threshold upwards: a step is one, since what is proportional is a target's affair.
    steps = [{"MetricIntervalLowerBound": 0.0, "ScalingAdjustment": policy["tasks"]}]
    return {"type": STEP, "adjusts": "ChangeInCapacity", "steps": steps, "cooldown_seconds": policy["cooldown_seconds"]}


def _described_step(found: dict[str, Any]) -> Policy:
    return {
        "adjusts": found.get("AdjustmentType"),
        "steps": found.get("StepAdjustments", []),
        "cooldown_seconds": found.get("Cooldown"),
    }


def _step_to_aws(policy: Policy) -> dict[str, Any]:
    return {
        "AdjustmentType": policy["adjusts"],
        "StepAdjustments": policy["steps"],
        "Cooldown": policy["cooldown_seconds"],
    }
