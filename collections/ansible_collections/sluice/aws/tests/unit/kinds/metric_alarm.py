"""An alarm on what is computed of a queue's metric and a balancer's, which wakes a service and tells a topic."""

from typing import Any

from ..kind import TAGS, Act, Api, Kind
from .scaling import TARGET, serve

NAME = "service-stalled"
TOPIC = "arn:aws:sns:eu-central-1:123456789012:topic"


def neighbours(api: Api) -> None:
    """The policy that it carries out."""
    serve("sleeper")(api)
    target = {**TARGET, "ResourceId": "service/scaled/sleeper"}
    api("application-autoscaling").register_scalable_target(MinCapacity=0, MaxCapacity=2, **target)
    step = {"AdjustmentType": "ChangeInCapacity", "StepAdjustments": [{"ScalingAdjustment": 1}]}
    api("application-autoscaling").put_scaling_policy(
        PolicyName="wake", PolicyType="StepScaling", StepScalingPolicyConfiguration=step, **target
    )


def alarm(api: Api) -> dict[str, Any]:
    """What PutMetricAlarm takes of it."""
    (found,) = api("cloudwatch").describe_alarms(AlarmNames=[NAME])["MetricAlarms"]
    taken = api("cloudwatch").meta.service_model.operation_model("PutMetricAlarm").input_shape.members
    return {key: value for key, value in found.items() if key in taken and value not in (None, [])}


def put(**changes: Any) -> Act:
    return lambda api: api("cloudwatch").put_metric_alarm(**{**alarm(api), **changes})


def watch_another_queue(api: Api) -> None:
    metrics = alarm(api)["Metrics"]
    metrics[0]["MetricStat"]["Metric"]["Dimensions"][0]["Value"] = "other"
    api("cloudwatch").put_metric_alarm(**{**alarm(api), "Metrics": metrics})


def look_at_hours(api: Api) -> None:
    metrics = alarm(api)["Metrics"]
    for each in metrics[:2]:
        each["MetricStat"]["Period"] = 3600
    api("cloudwatch").put_metric_alarm(**{**alarm(api), "Metrics": metrics})


def tag(api: Api) -> None:
    (found,) = api("cloudwatch").describe_alarms(AlarmNames=[NAME])["MetricAlarms"]
    api("cloudwatch").tag_resource(ResourceARN=found["AlarmArn"], Tags=[{"Key": "Stray", "Value": "1"}])


KIND = Kind(
    "metric_alarm",
    "alarms",
    {
        "name": NAME,
        "description": "Mail waits",
        "metrics": [
            {
                "id": "visible",
                "namespace": "AWS/SQS",
                "metric": "ApproximateNumberOfMessagesVisible",
                "dimensions": {"QueueName": "mail"},
                "statistic": "Average",
            },
            {
                "id": "errors",
                "namespace": "AWS/ApplicationELB",
                "metric": "HTTPCode_Target_5XX_Count",
                "load_balancer": "balancer",
                "target_group": "group",
            },
            {"id": "both", "expression": "FILL(visible, 0) + FILL(errors, 0)", "watched": True},
        ],
        "threshold": 1,
        "evaluation_periods": 3,
        "datapoints_to_alarm": 2,
        "missing_data": "notBreaching",
        "actions": [TOPIC],
        "scaling_policies": [{"cluster": "scaled", "service": "sleeper", "name": "wake"}],
        "tags": TAGS,
    },
    {
        "threshold": put(Threshold=100.0),
        "comparison": put(ComparisonOperator="LessThanThreshold"),
        "evaluation_periods": put(EvaluationPeriods=5),
        "datapoints_to_alarm": put(DatapointsToAlarm=1),
        "missing_data": put(TreatMissingData="breaching"),
        "description": put(AlarmDescription="Whose?"),
        "period_seconds": look_at_hours,
        "metrics.visible.metric.dimensions.QueueName": watch_another_queue,
        "actions": put(AlarmActions=[TOPIC]),
        "ok_actions": put(OKActions=[TOPIC]),
        "insufficient_data_actions": put(InsufficientDataActions=[TOPIC]),
        "actions_enabled": lambda api: api("cloudwatch").disable_alarm_actions(AlarmNames=[NAME]),
        "tags.Stray": tag,
    },
    neighbours=neighbours,
)
