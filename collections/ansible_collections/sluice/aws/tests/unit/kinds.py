"""One wanted thing of each kind, and the drifts that somebody might cause behind our back."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

Api = Callable[[str], Any]
Drift = Callable[[Api], Any]

TAGS = {"Project": "sluice"}
TRUST = {
    "Version": "2012-10-17",
    "Statement": [{"Effect": "Allow", "Principal": {"Service": "ecs-tasks.amazonaws.com"}, "Action": "sts:AssumeRole"}],
}
POLICY = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "sqs:SendMessage", "Resource": "*"}]}


@dataclass
class Kind:
    """`drifts` maps the field that must be named to what causes the drift."""

    module: str
    option: str
    item: dict[str, Any]
    drifts: dict[str, Drift] = field(default_factory=dict)

    def wants(self, **changes: Any) -> dict[str, Any]:
        return {self.option: [{**self.item, **changes}]}


def queue_url(api: Api) -> str:
    return str(api("sqs").get_queue_url(QueueName="mail")["QueueUrl"])


def queue_attribute(name: str, value: str) -> Drift:
    return lambda api: api("sqs").set_queue_attributes(QueueUrl=queue_url(api), Attributes={name: value})


def target_group_arn(api: Api) -> str:
    return str(api("elbv2").describe_target_groups(Names=["producer"])["TargetGroups"][0]["TargetGroupArn"])


def rule_arn(api: Api) -> str:
    elb = api("elbv2")
    balancer = elb.describe_load_balancers(Names=["balancer"])["LoadBalancers"][0]["LoadBalancerArn"]
    listener = elb.describe_listeners(LoadBalancerArn=balancer)["Listeners"][0]["ListenerArn"]
    rules = elb.describe_rules(ListenerArn=listener)["Rules"]
    return str(next(rule["RuleArn"] for rule in rules if rule["Priority"] == "10"))


def update_service(**changes: Any) -> Drift:
    return lambda api: api("ecs").update_service(cluster="cluster", service="producer", **changes)


def register(**changes: Any) -> Drift:
    """A revision that somebody registered by hand, with `changes` to ours."""

    def drift(api: Api) -> Any:
        ecs = api("ecs")
        found = ecs.describe_task_definition(taskDefinition="producer")["taskDefinition"]
        ours = ("family", "taskRoleArn", "executionRoleArn", "networkMode", "cpu", "memory", "containerDefinitions")
        return ecs.register_task_definition(
            **{**{key: found[key] for key in ours}, **changes},
            requiresCompatibilities=["EC2"],
            tags=[{"key": "Project", "value": "sluice"}],
        )

    return drift


CONTAINER = {
    "name": "producer",
    "image": "producer:1",
    "command": ["python", "-m", "producer_svc"],
    "portMappings": [{"containerPort": 8080}],
    "environment": [{"name": "LOG_LEVEL", "value": "INFO"}],
    "healthCheck": {"command": ["CMD-SHELL", "true"]},
}
OTHER_CONTAINER = {**CONTAINER, "environment": [{"name": "LOG_LEVEL", "value": "DEBUG"}]}

KINDS = [
    Kind(
        "queue",
        "queues",
        {
            "name": "mail",
            "visibility_timeout_seconds": 60,
            "dead_letter_queue": "mail-dead",
            "max_receive_count": 10,
            "redrive_sources": ["other"],
            "policy": POLICY,
            "tags": TAGS,
        },
        {
            "visibility_timeout_seconds": queue_attribute("VisibilityTimeout", "7"),
            "message_retention_seconds": queue_attribute("MessageRetentionPeriod", "60"),
            "receive_wait_seconds": queue_attribute("ReceiveMessageWaitTimeSeconds", "20"),
            "managed_encryption": queue_attribute("SqsManagedSseEnabled", "false"),
            "policy": queue_attribute("Policy", '{"Version": "2012-10-17", "Statement": []}'),
            "tags.Stray": lambda api: api("sqs").tag_queue(QueueUrl=queue_url(api), Tags={"Stray": "1"}),
        },
    ),
    Kind(
        "secret",
        "secrets",
        {"name": "/token", "tags": TAGS},
        {
            "tags.Project": lambda api: api("ssm").add_tags_to_resource(
                ResourceType="Parameter", ResourceId="/token", Tags=[{"Key": "Project", "Value": "other"}]
            )
        },
    ),
    Kind(
        "role",
        "roles",
        {"name": "producer", "trust": TRUST, "policy": POLICY, "tags": TAGS},
        {
            "trust.Statement": lambda api: api("iam").update_assume_role_policy(
                RoleName="producer", PolicyDocument=json.dumps(TRUST).replace("ecs-tasks", "ec2")
            ),
            "policy": lambda api: api("iam").delete_role_policy(RoleName="producer", PolicyName="work"),
            "tags.Project": lambda api: api("iam").untag_role(RoleName="producer", TagKeys=["Project"]),
        },
    ),
    Kind(
        "target_group",
        "target_groups",
        {"name": "producer", "vpc": "network", "port": 8080, "tags": TAGS},
        {
            "health_check_path": lambda api: api("elbv2").modify_target_group(
                TargetGroupArn=target_group_arn(api), HealthCheckPath="/"
            ),
            "deregistration_delay_seconds": lambda api: api("elbv2").modify_target_group_attributes(
                TargetGroupArn=target_group_arn(api),
                Attributes=[{"Key": "deregistration_delay.timeout_seconds", "Value": "300"}],
            ),
            "tags.Project": lambda api: api("elbv2").remove_tags(
                ResourceArns=[target_group_arn(api)], TagKeys=["Project"]
            ),
        },
    ),
    Kind(
        "listener_rule",
        "rules",
        {
            "load_balancer": "balancer",
            "port": 80,
            "priority": 10,
            "paths": ["/process"],
            "target_group": "group",
            "tags": TAGS,
        },
        {
            "paths": lambda api: api("elbv2").modify_rule(
                RuleArn=rule_arn(api), Conditions=[{"Field": "path-pattern", "PathPatternConfig": {"Values": ["/*"]}}]
            ),
            "target_group": lambda api: api("elbv2").modify_rule(
                RuleArn=rule_arn(api),
                Actions=[{"Type": "fixed-response", "FixedResponseConfig": {"StatusCode": "404"}}],
            ),
        },
    ),
    Kind(
        "task_definition",
        "task_definitions",
        {
            "family": "producer",
            "task_role_arn": "arn:aws:iam::123456789012:role/producer",
            "execution_role_arn": "arn:aws:iam::123456789012:role/execution",
            "cpu": "256",
            "memory": "256",
            "containers": [CONTAINER],
            "tags": TAGS,
        },
        {
            "cpu": register(cpu="512"),
            "execution_role_arn": register(executionRoleArn="arn:aws:iam::123456789012:role/other"),
            "containers.producer.environment.LOG_LEVEL.value": register(containerDefinitions=[OTHER_CONTAINER]),
        },
    ),
    Kind(
        "ecs_service",
        "services",
        {
            "name": "producer",
            "cluster": "cluster",
            "task_definition": "family",
            "desired_count": 1,
            "subnets": ["subnet"],
            "security_groups": ["tasks"],
            "load_balancers": [{"target_group": "group", "container": "producer", "container_port": 8080}],
            "tags": TAGS,
        },
        {
            "desired_count": update_service(desiredCount=3),
            "deployment.deploymentCircuitBreaker.enable": update_service(
                deploymentConfiguration={"deploymentCircuitBreaker": {"enable": False, "rollback": False}}
            ),
            "security_groups": update_service(
                networkConfiguration={"awsvpcConfiguration": {"subnets": ["subnet-1"], "securityGroups": ["sg-1"]}}
            ),
        },
    ),
]
