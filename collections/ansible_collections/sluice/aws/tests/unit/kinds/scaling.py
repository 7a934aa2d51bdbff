"""The scaling of a service by a queue, by its requests, and out of its sleep."""

from typing import Any

from ..kind import Act, Api, Kind

TARGET = {
    "ServiceNamespace": "ecs",
    "ScalableDimension": "ecs:service:DesiredCount",
    "ResourceId": "service/scaled/producer",
}


def serve(name: str) -> Act:
    """A service of that name, in a cluster of its own."""

    def make(api: Api) -> None:
        api("ecs").create_cluster(clusterName="scaled")
        api("ecs").register_task_definition(
            family="scaled", containerDefinitions=[{"name": name, "image": "producer:1", "memory": 64}]
        )
        api("ecs").create_service(cluster="scaled", serviceName=name, taskDefinition="scaled", desiredCount=1)

    return make


def register(**changes: Any) -> Act:
    return lambda api: api("application-autoscaling").register_scalable_target(**TARGET, **changes)


def put(name: str, **changes: Any) -> Act:
    """The policy with another configuration."""

    def act(api: Api) -> None:
        autoscaling = api("application-autoscaling")
        listed = autoscaling.describe_scaling_policies(**TARGET)["ScalingPolicies"]
        (found,) = (policy for policy in listed if policy["PolicyName"] == name)
        kind = f"{found['PolicyType']}PolicyConfiguration"
        autoscaling.put_scaling_policy(
            PolicyName=name, PolicyType=found["PolicyType"], **{kind: {**found[kind], **changes}}, **TARGET
        )

    return act


def put_a_stray(api: Api) -> None:
    memory = {"PredefinedMetricSpecification": {"PredefinedMetricType": "ECSServiceAverageMemoryUtilization"}}
    api("application-autoscaling").put_scaling_policy(
        PolicyName="stray",
        PolicyType="TargetTrackingScaling",
        TargetTrackingScalingPolicyConfiguration={"TargetValue": 1, **memory},
        **TARGET,
    )


def lose(name: str) -> Act:
    return lambda api: api("application-autoscaling").delete_scaling_policy(PolicyName=name, **TARGET)


BACKLOG = {
    "name": "backlog",
    "target": 12.5,
    "metrics": [
        {
            "id": "visible",
            "namespace": "AWS/SQS",
            "metric": "ApproximateNumberOfMessagesVisible",
            "dimensions": {"QueueName": "mail"},
            "statistic": "Average",
        },
        {"id": "backlog", "expression": "FILL(visible, 0)", "watched": True},
    ],
}
OTHER_MATH = [{"Id": "backlog", "Expression": "1", "ReturnData": True}]
OTHER_GROUP = {"PredefinedMetricType": "ALBRequestCountPerTarget", "ResourceLabel": "app/other/1/targetgroup/other/1"}

KIND = Kind(
    "service",
    "scalings",
    {
        "cluster": "scaled",
        "service": "producer",
        "minimum": 0,
        "maximum": 4,
        "target_policies": [
            BACKLOG,
            {
                "name": "requests",
                "target": 100,
                "predefined_metric": "ALBRequestCountPerTarget",
                "load_balancer": "balancer",
                "target_group": "group",
            },
        ],
        "step_policies": [{"name": "wake", "tasks": 1, "cooldown_seconds": 60}],
    },
    {
        "minimum": register(MinCapacity=1),
        "maximum": register(MaxCapacity=40),
        "suspended.DynamicScalingOutSuspended": register(SuspendedState={"DynamicScalingOutSuspended": True}),
        "policies.backlog.target": put("backlog", TargetValue=99),
        "policies.backlog.metrics.backlog.expression": put(
            "backlog", CustomizedMetricSpecification={"Metrics": OTHER_MATH}
        ),
        "policies.backlog.scale_in_cooldown_seconds": put("backlog", ScaleInCooldown=0),
        "policies.backlog.scales_in": put("backlog", DisableScaleIn=True),
        "policies.requests.resource_label": put("requests", PredefinedMetricSpecification=OTHER_GROUP),
        "policies.wake.cooldown_seconds": put("wake", Cooldown=600),
        "policies.wake.steps": put("wake", StepAdjustments=[{"ScalingAdjustment": 9}]),
        "policies.stray": put_a_stray,
        "policies.requests": lose("requests"),
    },
    neighbours=serve("producer"),
)
