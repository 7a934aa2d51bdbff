"""Drifts of services and of what is theirs alone: how they are reached, run, scaled, deployed and watched."""

from typing import Any

from .drift import ESTATE, STRAY, Aws, Drift

CLUSTER = {"cluster": ESTATE}
SCALED = {"ServiceNamespace": "ecs", "ScalableDimension": "ecs:service:DesiredCount"}


def target_group(aws: Aws) -> dict[str, Any]:
    return dict(aws("elbv2").describe_target_groups(Names=[f"{ESTATE}-producer"])["TargetGroups"][0])


def check_another_path(aws: Aws) -> None:
    elb, arn = aws("elbv2"), target_group(aws)["TargetGroupArn"]
    elb.modify_target_group(TargetGroupArn=arn, HealthCheckPath="/", UnhealthyThresholdCount=10)
    delay = {"Key": "deregistration_delay.timeout_seconds", "Value": "300"}
    elb.modify_target_group_attributes(TargetGroupArn=arn, Attributes=[delay])


def lead_elsewhere(aws: Aws) -> None:
    elb = aws("elbv2")
    (balancer,) = elb.describe_load_balancers(Names=[ESTATE])["LoadBalancers"]
    listeners = elb.describe_listeners(LoadBalancerArn=balancer["LoadBalancerArn"])["Listeners"]
    rules = [rule for each in listeners for rule in elb.describe_rules(ListenerArn=each["ListenerArn"])["Rules"]]
    (arn,) = (rule["RuleArn"] for rule in rules if rule["Priority"] == "10")
    elb.modify_rule(RuleArn=arn, Conditions=[{"Field": "path-pattern", "PathPatternConfig": {"Values": ["/*"]}}])
    elb.add_tags(ResourceArns=[arn], Tags=[{"Key": "Stray", "Value": "1"}])


def keep_logs_for_ever(aws: Aws) -> None:
    aws("logs").delete_retention_policy(logGroupName=f"/sluice/{ESTATE}/producer")


def lose_a_role(aws: Aws) -> None:
    aws("iam").delete_role_policy(RoleName=f"{ESTATE}-producer", PolicyName="work")
    aws("iam").delete_role_permissions_boundary(RoleName=f"{ESTATE}-producer")


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
        f"target group {ESTATE}-producer",
        check_another_path,
        {
            "health_check_path": ["/", "/health"],
            "unhealthy_threshold": [10, 3],
            "deregistration_delay_seconds": [300, 20],
        },
    ),
    Drift(
        f"listener rule {ESTATE}:80/10",
        lead_elsewhere,
        {"paths": [["/*"], ["/process", "/health", "/openapi.json", "/docs", "/docs/*"]], **STRAY},
    ),
    Drift(f"log group /sluice/{ESTATE}/producer", keep_logs_for_ever, {"retention_days": [None, 30]}),
    Drift(f"role {ESTATE}-producer", lose_a_role),
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
