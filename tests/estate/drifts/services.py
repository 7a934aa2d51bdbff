"""Drifts of services and of what is theirs alone: how they are reached, run and deployed."""

from typing import Any
from unittest.mock import ANY

from .drift import ACCOUNT, ESTATE, STRAY, Aws, Drift
from .reach import group

CLUSTER = {"cluster": ESTATE}


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


def provider(name: str) -> dict[str, Any]:
    return {"capacityProvider": name, "weight": 1, "base": 0}


def deploy_carelessly(aws: Aws) -> None:
    """On other hosts, in no group of its own, and with nobody who rolls a deployment back."""
    ecs = aws("ecs")
    (service,) = ecs.describe_services(services=["producer"], **CLUSTER)["services"]
    network = service["networkConfiguration"]["awsvpcConfiguration"]
    deployment = service["deploymentConfiguration"]
    off = {"enable": False, "rollback": False}
    ecs.update_service(
        service="producer",
        deploymentConfiguration={
            **deployment,
            "deploymentCircuitBreaker": off,
            "alarms": {**off, "alarmNames": deployment["alarms"]["alarmNames"]},
        },
        capacityProviderStrategy=[provider("others")],
        networkConfiguration={"awsvpcConfiguration": {**network, "securityGroups": [group(aws, "tasks")]}},
        **CLUSTER,
    )


def run_another_size(aws: Aws) -> None:
    ecs = aws("ecs")
    (service,) = ecs.describe_services(services=["consumer"], **CLUSTER)["services"]
    described = ecs.describe_task_definition(taskDefinition=service["taskDefinition"], include=["TAGS"])
    taken = ecs.meta.service_model.operation_model("RegisterTaskDefinition").input_shape.members
    same = {key: value for key, value in described["taskDefinition"].items() if key in taken}
    made = ecs.register_task_definition(**{**same, "cpu": "512"}, tags=described["tags"])["taskDefinition"]
    ecs.update_service(service="consumer", taskDefinition=made["taskDefinitionArn"], **CLUSTER)


def as_its_task_definition(_aws: Aws) -> None:
    """The service that runs a definition is changed with it."""


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
    Drift(
        f"role {ESTATE}-producer",
        lose_a_role,
        {"policy": [None, ANY], "permissions_boundary": [None, f"arn:aws:iam::{ACCOUNT}:policy/sluice-boundary"]},
    ),
    Drift(
        "service producer",
        deploy_carelessly,
        {
            "capacity_providers": [[provider("others")], [provider(ESTATE)]],
            "security_groups": [[ANY], [ANY, ANY]],
            "deployment.deploymentCircuitBreaker.enable": [False, True],
            "deployment.deploymentCircuitBreaker.rollback": [False, True],
            "deployment.alarms.enable": [False, True],
            "deployment.alarms.rollback": [False, True],
        },
    ),
    Drift(f"task definition {ESTATE}-consumer", run_another_size, {"cpu": ["512", "256"]}),
    Drift("service consumer", as_its_task_definition, {"task_definition": [ANY, "(known after apply)"]}),
)
