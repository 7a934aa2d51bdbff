"""Drifts of how many tasks a service has, of who watches it, and of who is told."""

import json
from unittest.mock import ANY

from .drift import ACCOUNT, ESTATE, REGION, STRAY, Aws, Drift

TOPIC = f"arn:aws:sns:{REGION}:{ACCOUNT}:{ESTATE}-alerts"
STRANGER = f"arn:aws:sqs:{REGION}:{ACCOUNT}:stranger"

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


def tell_nobody(aws: Aws) -> None:
    sns = aws("sns")
    sns.set_topic_attributes(TopicArn=TOPIC, AttributeName="KmsMasterKeyId", AttributeValue="alias/aws/sns")
    policy = json.loads(sns.get_topic_attributes(TopicArn=TOPIC)["Attributes"]["Policy"])
    policy["Statement"] = [each for each in policy["Statement"] if each["Sid"] != "AlarmsTell"]
    sns.set_topic_attributes(TopicArn=TOPIC, AttributeName="Policy", AttributeValue=json.dumps(policy))
    sns.subscribe(TopicArn=TOPIC, Protocol="sqs", Endpoint=STRANGER)
    sns.tag_resource(ResourceArn=TOPIC, Tags=[{"Key": "Stray", "Value": "1"}])


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
    Drift(
        f"topic {ESTATE}-alerts",
        tell_nobody,
        {
            "key": ["alias/aws/sns", ANY],
            "policy.Statement.AlarmsTell": [None, ANY],
            "subscriptions": [[f"sqs {STRANGER}"], []],
            **STRAY,
        },
    ),
)
