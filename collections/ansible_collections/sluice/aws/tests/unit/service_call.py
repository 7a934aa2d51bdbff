"""One service with all of its parts, as the module takes it, and what is there of it."""

from collections.abc import Callable
from typing import Any

from .kind import Api

NAME = "whole"
CLUSTER = "cluster"
RELEASE = "/release/whole"
DIGEST = f"sha256:{'0' * 64}"


def wants(port: int = 8080, **changes: Any) -> dict[str, Any]:
    """The arguments for all parts, with `changes` to the service; the container answers at `port`."""
    balanced = {"target_group": NAME, "container": NAME, "container_port": port}
    return {
        "target_groups": [{"name": NAME, "vpc": "network", "port": port}],
        "rules": [{"load_balancer": "balancer", "port": 80, "priority": 20, "paths": ["/"], "target_group": NAME}],
        "task_definitions": [family(port=port)],
        "services": [
            {
                "name": NAME,
                "cluster": CLUSTER,
                "task_definition": NAME,
                "minimum": 1,
                "maximum": 4,
                "capacity_provider": "hosts",
                "subnets": ["subnet"],
                "security_groups": ["tasks"],
                "load_balancers": [balanced],
                **changes,
            }
        ],
        "steady_wait_seconds": 0,
    }


def family(port: int = 8080, **changes: Any) -> dict[str, Any]:
    return {
        "family": NAME,
        "task_role_arn": "arn:aws:iam::123456789012:role/whole",
        "execution_role_arn": "arn:aws:iam::123456789012:role/execution",
        "cpu": "256",
        "memory": "256",
        "containers": [{"name": NAME, "image": "whole:1", "portMappings": [{"containerPort": port}]}],
        **changes,
    }


def by_hand(api: Api) -> None:
    """The service as somebody made it who knew no capacity provider."""
    service = services(api)[NAME]
    api("ecs").delete_service(cluster=CLUSTER, service=NAME, force=True)
    api("ecs").create_service(
        cluster=CLUSTER,
        serviceName=NAME,
        launchType="EC2",
        desiredCount=2,
        **{key: service[key] for key in ("taskDefinition", "loadBalancers", "networkConfiguration")},
    )


def services(api: Api) -> dict[str, Any]:
    """Those that are there, by name."""
    asked = [NAME, f"{NAME}-next"]
    found = api("ecs").describe_services(cluster=CLUSTER, services=asked)["services"]
    return {each["serviceName"]: each for each in found if each["status"] == "ACTIVE"}


def groups(api: Api) -> dict[str, str]:
    """Names of the target groups that are there, by ARN."""
    found = api("elbv2").describe_target_groups()["TargetGroups"]
    return {
        each["TargetGroupArn"]: each["TargetGroupName"] for each in found if each["TargetGroupName"].startswith(NAME)
    }


def forwarded(api: Api) -> dict[str, int]:
    """Weights of the rule by name of the target group."""
    elb = api("elbv2")
    balancer = elb.describe_load_balancers(Names=["balancer"])["LoadBalancers"][0]["LoadBalancerArn"]
    listener = elb.describe_listeners(LoadBalancerArn=balancer)["Listeners"][0]["ListenerArn"]
    (rule,) = [each for each in elb.describe_rules(ListenerArn=listener)["Rules"] if each["Priority"] == "20"]
    told = groups(api)
    return {
        told[each["TargetGroupArn"]]: each["Weight"] for each in rule["Actions"][0]["ForwardConfig"]["TargetGroups"]
    }


def joined(api: Api) -> set[str]:
    """Names of the target groups that the service is in."""
    told = groups(api)
    return {told[each["targetGroupArn"]] for each in services(api)[NAME]["loadBalancers"]}


def nth_write(number: int, is_write: Callable[[str], bool]) -> Callable[[str], bool]:
    """Applies to the write of that number, from 1."""
    seen = 0

    def applies(operation: str) -> bool:
        nonlocal seen
        seen += is_write(operation)
        return is_write(operation) and seen == number

    return applies
