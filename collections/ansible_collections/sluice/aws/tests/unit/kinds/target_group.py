"""A target group of a balancer."""

from ..kind import TAGS, Api, Kind


def arn(api: Api) -> str:
    return str(api("elbv2").describe_target_groups(Names=["producer"])["TargetGroups"][0]["TargetGroupArn"])


KIND = Kind(
    "service",
    "target_groups",
    {"name": "producer", "vpc": "network", "port": 8080, "tags": TAGS},
    {
        "health_check_path": lambda api: api("elbv2").modify_target_group(TargetGroupArn=arn(api), HealthCheckPath="/"),
        "deregistration_delay_seconds": lambda api: api("elbv2").modify_target_group_attributes(
            TargetGroupArn=arn(api),
            Attributes=[{"Key": "deregistration_delay.timeout_seconds", "Value": "300"}],
        ),
        "tags.Project": lambda api: api("elbv2").remove_tags(ResourceArns=[arn(api)], TagKeys=["Project"]),
    },
    replacements={"port": 9090},
)
