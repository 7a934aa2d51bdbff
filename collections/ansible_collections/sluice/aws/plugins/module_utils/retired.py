"""Services that have left the inventory, found by what they left behind, and told in the names of their parts."""

from __future__ import annotations

from typing import Any

from ansible_collections.amazon.aws.plugins.module_utils.modules import AnsibleAWSModule
from ansible_collections.sluice.aws.plugins.module_utils.changes import State
from ansible_collections.sluice.aws.plugins.module_utils.clients import client
from ansible_collections.sluice.aws.plugins.module_utils.ecs_tags import from_ecs
from ansible_collections.sluice.aws.plugins.module_utils.names import listener_arns, load_balancers, target_groups
from ansible_collections.sluice.aws.plugins.module_utils.parts.listener_rule import weights

TAG = "Service"


def retired(module: AnsibleAWSModule) -> list[str]:
    """Those that run or have a log group, bear the estate's tags and their own name, and are not kept."""
    kept = module.params["kept"]
    unkept = {name: tags for name, tags in [*_logging(module), *_running(module)] if name not in kept}
    wanted = module.params["tags"]
    return sorted(name for name, tags in unkept.items() if {**tags, **wanted, TAG: name} == tags)


def alarms(module: AnsibleAWSModule, prefix: str) -> list[State]:
    pages = client(module, "cloudwatch").get_paginator("describe_alarms").paginate(AlarmNamePrefix=prefix)
    return [{"name": alarm["AlarmName"]} for page in pages for alarm in page["MetricAlarms"]]


def rules(module: AnsibleAWSModule, balancer: str, target_group: str) -> list[State]:
    """Those of any listener that lead to that target group."""
    led_to = [group["TargetGroupArn"] for group in target_groups(module, target_group)]
    elb = client(module, "elbv2")
    ports = [
        listener["Port"]
        for found in load_balancers(module, balancer)
        if led_to
        for page in elb.get_paginator("describe_listeners").paginate(LoadBalancerArn=found["LoadBalancerArn"])
        for listener in page["Listeners"]
    ]
    return [
        {"load_balancer": balancer, "port": port, "priority": int(rule["Priority"])}
        for port in ports
        for listener in listener_arns(module, balancer, port)
        for rule in elb.describe_rules(ListenerArn=listener)["Rules"]
        if set(weights(rule)) & set(led_to)
    ]


def _logging(module: AnsibleAWSModule) -> list[tuple[str, dict[str, str]]]:
    logs, prefix = client(module, "logs"), module.params["log_group_prefix"]
    pages = logs.get_paginator("describe_log_groups").paginate(logGroupNamePrefix=prefix)
    groups = {group["logGroupName"].removeprefix(prefix): group["arn"] for page in pages for group in page["logGroups"]}
    unkept = {name: arn.removesuffix(":*") for name, arn in groups.items() if name not in module.params["kept"]}
    return [(name, logs.list_tags_for_resource(resourceArn=arn)["tags"]) for name, arn in unkept.items()]


def _running(module: AnsibleAWSModule) -> list[tuple[str, dict[str, str]]]:
    ecs, cluster = client(module, "ecs"), module.params["cluster"]
    try:
        pages = [page["serviceArns"] for page in ecs.get_paginator("list_services").paginate(cluster=cluster)]
    except ecs.exceptions.ClusterNotFoundException:
        return []
    arns = [arn for page in pages for arn in page if arn.split("/")[-1] not in module.params["kept"]]
    described = [_described(ecs, cluster, arns[start : start + 10]) for start in range(0, len(arns), 10)]
    services = [each for listed in described for each in listed if each["status"] == "ACTIVE"]
    return [(each["serviceName"], from_ecs(each.get("tags", []))) for each in services]


def _described(ecs: Any, cluster: str, arns: list[str]) -> list[dict[str, Any]]:
    """A call takes ten (API reference, DescribeServices)."""
    return list(ecs.describe_services(cluster=cluster, services=arns, include=["TAGS"])["services"])
