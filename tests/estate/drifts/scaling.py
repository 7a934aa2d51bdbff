"""Drifts of how many tasks a service has, and of who watches it."""

from .drift import ESTATE, Aws, Drift

SCALED = {"ServiceNamespace": "ecs", "ScalableDimension": "ecs:service:DesiredCount"}


def scale_without_end(aws: Aws) -> None:
    scaling, there = aws("application-autoscaling"), {**SCALED, "ResourceId": f"service/{ESTATE}/producer"}
    scaling.register_scalable_target(MaxCapacity=100, SuspendedState={"DynamicScalingOutSuspended": True}, **there)
    policies = scaling.describe_scaling_policies(**there)["ScalingPolicies"]
    (cpu,) = (policy for policy in policies if policy["PolicyName"] == "cpu")
    changed = {**cpu["TargetTrackingScalingPolicyConfiguration"], "TargetValue": 95, "DisableScaleIn": True}
    scaling.put_scaling_policy(
        PolicyName="cpu",
        PolicyType=cpu["PolicyType"],
        TargetTrackingScalingPolicyConfiguration=changed,
        **there,
    )


def scale_no_more(aws: Aws) -> None:
    there = {**SCALED, "ResourceId": f"service/{ESTATE}/consumer"}
    aws("application-autoscaling").deregister_scalable_target(**there)


def tolerate_errors(aws: Aws) -> None:
    cloudwatch, name = aws("cloudwatch"), f"{ESTATE}-producer-errors"
    (alarm,) = cloudwatch.describe_alarms(AlarmNames=[name])["MetricAlarms"]
    taken = cloudwatch.meta.service_model.operation_model("PutMetricAlarm").input_shape.members
    same = {key: value for key, value in alarm.items() if key in taken and value not in (None, [])}
    cloudwatch.put_metric_alarm(**{**same, "Threshold": 90.0, "TreatMissingData": "breaching"})
    cloudwatch.disable_alarm_actions(AlarmNames=[name])


def lose_an_alarm(aws: Aws) -> None:
    aws("cloudwatch").delete_alarms(AlarmNames=[f"{ESTATE}-consumer-stalled"])


DRIFTS = (
    Drift(
        f"scaling {ESTATE}/producer",
        scale_without_end,
        {
            "maximum": [100, 2],
            "suspended.DynamicScalingOutSuspended": [True, False],
            "policies.cpu.target": [95, 60],
            "policies.cpu.scales_in": [False, True],
        },
    ),
    Drift(f"scaling {ESTATE}/consumer", scale_no_more),
    Drift(
        f"alarm {ESTATE}-producer-errors",
        tolerate_errors,
        {"threshold": [90, 5], "missing_data": ["breaching", "notBreaching"], "actions_enabled": [False, True]},
    ),
    Drift(f"alarm {ESTATE}-consumer-stalled", lose_an_alarm),
)
