"""ECS services: neighbours are named and their ids looked up; one that goes is gone with its last task."""

from __future__ import annotations

import time
from typing import Any

from ansible_collections.sluice.aws.plugins.module_utils.ecs_tags import from_ecs, to_ecs
from ansible_collections.sluice.aws.plugins.module_utils.names import (
    KNOWN_AFTER_APPLY,
    security_group_ids,
    subnet_ids,
    target_group_arn,
    task_definition_arn,
)
from ansible_collections.sluice.aws.plugins.module_utils.resource import Resource, State

STOP_POLL_SECONDS = 2


class EcsService(Resource):
    service = "ecs"
    kind = "service"
    option = "services"
    fixed = ("launch_type",)

    def wanted(self, item: State) -> State:
        if self.module.params["state"] == "absent":
            return item
        return {
            "name": item["name"],
            "cluster": item["cluster"],
            "launch_type": "EC2",
            "task_definition": self._task_definition(item["task_definition"]),
            "desired_count": item["desired_count"],
            "subnets": subnet_ids(self.module, item["subnets"]),
            "security_groups": security_group_ids(self.module, item["security_groups"]),
            "load_balancers": [
                {
                    "targetGroupArn": target_group_arn(self.module, balanced["target_group"]),
                    "containerName": balanced["container"],
                    "containerPort": balanced["container_port"],
                }
                for balanced in item["load_balancers"]
            ],
            "deployment": {
                "deploymentCircuitBreaker": {"enable": True, "rollback": True},
                "minimumHealthyPercent": item["minimum_healthy_percent"],
                "maximumPercent": item["maximum_percent"],
            },
            "tags": item["tags"],
        }

    def _task_definition(self, family: str) -> str:
        if self.will_change("task definition", family):
            return KNOWN_AFTER_APPLY
        return task_definition_arn(self.module, family)

    def read(self, want: State) -> State | None:
        try:
            services = self.client.describe_services(cluster=want["cluster"], services=[want["name"]], include=["TAGS"])
        except self.client.exceptions.ClusterNotFoundException:
            return None
        active = [service for service in services["services"] if service["status"] == "ACTIVE"]
        if not active:
            return None
        service = active[0]
        network = service.get("networkConfiguration", {}).get("awsvpcConfiguration", {})
        deployment = service.get("deploymentConfiguration", {})
        return {
            "name": want["name"],
            "cluster": want["cluster"],
            "arn": service["serviceArn"],
            "launch_type": service.get("launchType"),
            "task_definition": service["taskDefinition"],
            "desired_count": service["desiredCount"],
            "subnets": sorted(network.get("subnets", [])),
            "security_groups": sorted(network.get("securityGroups", [])),
            "load_balancers": [
                {key: balancer.get(key) for key in ("targetGroupArn", "containerName", "containerPort")}
                for balancer in service["loadBalancers"]
            ],
            "deployment": {
                "deploymentCircuitBreaker": {
                    key: deployment.get("deploymentCircuitBreaker", {}).get(key) for key in ("enable", "rollback")
                },
                "minimumHealthyPercent": deployment.get("minimumHealthyPercent"),
                "maximumPercent": deployment.get("maximumPercent"),
            },
            "tags": from_ecs(service.get("tags", [])),
        }

    def create(self, want: State) -> None:
        self.client.create_service(
            cluster=want["cluster"],
            serviceName=want["name"],
            launchType=want["launch_type"],
            schedulingStrategy="REPLICA",
            enableECSManagedTags=True,
            propagateTags="SERVICE",
            **_shape(want),
            **({"tags": to_ecs(want["tags"])} if want["tags"] else {}),
        )

    def update(self, want: State, have: State) -> None:
        self.client.update_service(cluster=want["cluster"], service=want["name"], **_shape(want))
        gone = [tag for tag in have["tags"] if tag not in want["tags"]]
        if gone:
            self.client.untag_resource(resourceArn=have["arn"], tagKeys=gone)
        if want["tags"] != have["tags"]:
            self.client.tag_resource(resourceArn=have["arn"], tags=to_ecs(want["tags"]))

    def delete(self, have: State) -> None:
        self.client.update_service(cluster=have["cluster"], service=have["arn"], desiredCount=0)
        self.client.delete_service(cluster=have["cluster"], service=have["arn"], force=True)
        deadline = time.monotonic() + self.module.params["stop_wait_seconds"]
        while self._still_runs(have):
            if time.monotonic() > deadline:
                self.module.fail_json(
                    msg=f"The last tasks of the service {have['name']} have not stopped in "
                    f"{self.module.params['stop_wait_seconds']} s: look at them in the cluster {have['cluster']}, "
                    "then run this again"
                )
            time.sleep(STOP_POLL_SECONDS)

    def _still_runs(self, have: State) -> bool:
        service = self.client.describe_services(cluster=have["cluster"], services=[have["arn"]])["services"][0]
        return bool(service["status"] != "INACTIVE" or service["runningCount"])


def _shape(want: State) -> dict[str, Any]:
    """What creating and updating a service have in common."""
    return {
        "taskDefinition": want["task_definition"],
        "desiredCount": want["desired_count"],
        "deploymentConfiguration": want["deployment"],
        "loadBalancers": want["load_balancers"],
        "networkConfiguration": {
            "awsvpcConfiguration": {
                "subnets": want["subnets"],
                "securityGroups": want["security_groups"],
                "assignPublicIp": "DISABLED",
            }
        },
    }
