"""Each patch of scaling and alarms: the fault is still there upstream (otherwise drop the patch), and gone here."""

from typing import Any

import pytest
from botocore.exceptions import ClientError

from .conftest import Client, create_service, register

STEP = {"AdjustmentType": "ChangeInCapacity", "StepAdjustments": [{"ScalingAdjustment": 1}]}
CPU = {"PredefinedMetricSpecification": {"PredefinedMetricType": "ECSServiceAverageCPUUtilization"}}
ALARM = {
    "AlarmName": "tagged",
    "Namespace": "AWS/SQS",
    "MetricName": "NumberOfMessagesSent",
    "Statistic": "Sum",
    "Period": 60,
    "EvaluationPeriods": 1,
    "Threshold": 1,
    "ComparisonOperator": "GreaterThanThreshold",
}


def target(service: str) -> dict[str, str]:
    return {
        "ServiceNamespace": "ecs",
        "ScalableDimension": "ecs:service:DesiredCount",
        "ResourceId": f"service/test/{service}",
    }


def serve(client: Client, name: str, desired: int = 0, minimum: int = 0) -> Any:
    """A service that is a scalable target of up to five tasks; returns the client of scaling."""
    register(client, name)
    create_service(client, name, desired=desired)
    client("application-autoscaling").register_scalable_target(MinCapacity=minimum, MaxCapacity=5, **target(name))
    return client("application-autoscaling")


def put(scaling: Any, service: str, policy: str, value: float = 50) -> str:
    """A policy that holds the use of CPU; returns its ARN."""
    tracking = {"TargetValue": value, **CPU}
    made = scaling.put_scaling_policy(
        PolicyName=policy,
        PolicyType="TargetTrackingScaling",
        TargetTrackingScalingPolicyConfiguration=tracking,
        **target(service),
    )
    return str(made["PolicyARN"])


def alarms(client: Client, service: str) -> list[str]:
    beginning = f"TargetTracking-service/test/{service}-"
    return [
        alarm["AlarmName"] for alarm in client("cloudwatch").describe_alarms(AlarmNamePrefix=beginning)["MetricAlarms"]
    ]


def test_a_policy_that_is_put_again_is_the_same(upstream: Client, aws: Client) -> None:
    def put_twice(client: Client) -> tuple[bool, int]:
        scaling = serve(client, "twice")
        first = put(scaling, "twice", "cpu")
        return put(scaling, "twice", "cpu", value=60) == first, len(alarms(client, "twice"))

    assert put_twice(upstream) == (False, 4)
    assert put_twice(aws) == (True, 2)


def test_a_policy_needs_a_target(upstream: Client, aws: Client) -> None:
    def put_without_target(client: Client) -> None:
        client("application-autoscaling").put_scaling_policy(
            PolicyName="step", PolicyType="StepScaling", StepScalingPolicyConfiguration=STEP, **target("nobody")
        )

    put_without_target(upstream)
    with pytest.raises(ClientError, match="ObjectNotFoundException"):
        put_without_target(aws)


def test_policies_go_with_their_target(upstream: Client, aws: Client) -> None:
    def left(client: Client) -> tuple[int, int]:
        scaling = serve(client, "left")
        put(scaling, "left", "cpu")
        scaling.deregister_scalable_target(**target("left"))
        policies = scaling.describe_scaling_policies(**target("left"))["ScalingPolicies"]
        return len(policies), len(alarms(client, "left"))

    assert left(upstream) == (1, 2)
    assert left(aws) == (0, 0)


@pytest.mark.parametrize(("desired", "bounded"), [(0, 2), (3, 3), (9, 5)])
def test_a_new_target_is_brought_into_its_bounds(upstream: Client, aws: Client, desired: int, bounded: int) -> None:
    def brought(client: Client) -> int:
        name = f"bounded-{desired}"
        register(client, name, command=["python", "nothing.py"])
        serve(client, name, desired=desired, minimum=2)
        (service,) = client("ecs").describe_services(cluster="test", services=[name])["services"]
        client("ecs").delete_service(cluster="test", service=name, force=True)
        return int(service["desiredCount"])

    assert brought(upstream) == desired
    assert brought(aws) == bounded


def test_policies_of_a_service_are_found_by_the_whole_of_its_name(upstream: Client, aws: Client) -> None:
    def found(client: Client) -> int:
        put(serve(client, "whole"), "whole", "cpu")
        described = client("application-autoscaling").describe_scaling_policies(**target("whole-b"))
        return len(described["ScalingPolicies"])

    assert found(upstream) == 1
    assert found(aws) == 0


def test_an_alarm_has_the_tags_that_it_was_made_with(upstream: Client, aws: Client) -> None:
    def tags(cloudwatch: Any) -> set[str]:
        (alarm,) = cloudwatch.describe_alarms(AlarmNames=["tagged"])["MetricAlarms"]
        listed = cloudwatch.list_tags_for_resource(ResourceARN=alarm["AlarmArn"])["Tags"]
        return {tag["Key"] for tag in listed}

    def kept(cloudwatch: Any) -> list[set[str]]:
        told = []
        for key in ("First", "Again"):
            cloudwatch.put_metric_alarm(**ALARM, Tags=[{"Key": key, "Value": "1"}])
            told.append(tags(cloudwatch))
        cloudwatch.delete_alarms(AlarmNames=["tagged"])
        cloudwatch.put_metric_alarm(**ALARM)
        return [*told, tags(cloudwatch)]

    assert kept(upstream("cloudwatch")) == [{"First"}, {"First", "Again"}, {"First", "Again"}]
    assert kept(aws("cloudwatch")) == [{"First"}, {"First"}, set()]
