"""Why a deployment fails: what its tasks died of, what their targets say, and the end of a log."""

from __future__ import annotations

from typing import Any

from ansible_collections.amazon.aws.plugins.module_utils.modules import AnsibleAWSModule
from ansible_collections.sluice.aws.plugins.module_utils.clients import client
from ansible_collections.sluice.aws.plugins.module_utils.revisions import described

LAST_LINES = 10
AT_ONCE = 100  # DescribeTasks
ASKED = "Scaling activity initiated by"


def tasks_of(module: AnsibleAWSModule, service: dict[str, Any], deployment: str, status: str) -> list[dict[str, Any]]:
    """Those of the deployment; of stopped ones ECS remembers those of the last hour or so."""
    ecs, cluster = client(module, "ecs"), service["clusterArn"]
    pages = ecs.get_paginator("list_tasks").paginate(
        cluster=cluster, serviceName=service["serviceName"], desiredStatus=status
    )
    arns = [arn for page in pages for arn in page["taskArns"]]
    starts = range(0, len(arns), AT_ONCE)
    asked = [arns[start : start + AT_ONCE] for start in starts]
    found = [each for some in asked for each in ecs.describe_tasks(cluster=cluster, tasks=some)["tasks"]]
    return [each for each in found if each.get("startedBy") == deployment]


def failed_tasks(module: AnsibleAWSModule, service: dict[str, Any], deployment: str) -> list[dict[str, Any]]:
    """Those that nobody had asked to stop, the last one first."""
    stopped = tasks_of(module, service, deployment, "STOPPED")
    unasked = [each for each in stopped if each.get("stoppedAt") and not _reason(each).startswith(ASKED)]
    return sorted(unasked, key=lambda each: each["stoppedAt"], reverse=True)


def why_stopped(task: dict[str, Any]) -> str:
    containers = task["containers"]
    codes = [f"{each['name']} ended with {each['exitCode']}" for each in containers if "exitCode" in each]
    return ", ".join(filter(None, [_reason(task), *(each.get("reason", "") for each in containers), *codes]))


def unhealthy_targets(module: AnsibleAWSModule, service: dict[str, Any]) -> list[str]:
    elb = client(module, "elbv2")
    found = [
        each["TargetHealth"]
        for balanced in service["loadBalancers"]
        for each in elb.describe_target_health(TargetGroupArn=balanced["targetGroupArn"])["TargetHealthDescriptions"]
    ]
    return [
        f"{each['State']}: {each.get('Description') or each.get('Reason', '')}"
        for each in found
        if each["State"] not in ("healthy", "draining")
    ]


def last_lines(module: AnsibleAWSModule, task: dict[str, Any]) -> list[str]:
    """Of the first of its containers that writes to CloudWatch Logs; none where nothing is found there."""
    logs = client(module, "logs")
    for container in described(module, task["taskDefinitionArn"])["containerDefinitions"]:
        log = container.get("logConfiguration") or {}
        if log.get("logDriver") == "awslogs":
            group, prefix = log["options"]["awslogs-group"], log["options"]["awslogs-stream-prefix"]
            stream = f"{prefix}/{container['name']}/{task['taskArn'].rpartition('/')[2]}"
            try:
                found = logs.get_log_events(logGroupName=group, logStreamName=stream, limit=LAST_LINES)
            except logs.exceptions.ResourceNotFoundException:
                return []
            return [str(event["message"]).rstrip() for event in found["events"]]
    return []


def _reason(task: dict[str, Any]) -> str:
    return str(task.get("stoppedReason") or "")
