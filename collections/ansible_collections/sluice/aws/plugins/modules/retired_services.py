#!/usr/bin/python
"""Removes what services left behind that are no longer in the inventory."""

from __future__ import annotations

DOCUMENTATION = r"""
module: retired_services
short_description: What is left of services that have left the inventory, removed
description:
  - Finds services of the estate by their log groups and in the cluster, and removes all parts of those that are not
    kept, in the order in which nobody who calls them is harmed. The log group goes last, so that a run that was
    killed is found again.
  - Only what bears the estate's tags, and the tag C(Service) with its own name, is taken for a service.
options:
  kept: {description: The services that the inventory has., type: list, elements: str, required: true}
  tags: {description: The tags of the estate., type: dict, required: true}
  cluster: {description: Name of the cluster., type: str, required: true}
  load_balancer: {description: Name of the balancer., type: str, required: true}
  name_prefix: {description: What stands before a service's name in the names of its parts., type: str, required: true}
  log_group_prefix: {description: What stands before it in the name of its log group., type: str, required: true}
  vpc: {description: Name tag of the VPC of its target group., type: str, required: true}
  state: {description: What becomes of them., type: str, choices: [absent], default: absent}
  stop_wait_seconds: {description: How long the last tasks may take to stop., type: int, default: 300}
extends_documentation_fragment:
  - amazon.aws.common.modules
  - amazon.aws.region.modules
  - amazon.aws.boto3
author: [Sluice maintainers]
"""

EXAMPLES = r"""
- name: Nothing is left of services that are no longer there
  sluice.aws.retired_services:
    kept: [producer, consumer]
    tags: {Project: sluice, Environment: dev}
    cluster: sluice-dev
    load_balancer: sluice-dev
    name_prefix: sluice-dev-
    log_group_prefix: /sluice/sluice-dev/
    vpc: sluice-dev
"""

RETURN = r"""
changes:
  description: One entry for each part that was removed or would be.
  type: list
  elements: dict
  returned: always
"""

from ansible_collections.amazon.aws.plugins.module_utils.modules import AnsibleAWSModule
from ansible_collections.sluice.aws.plugins.module_utils import retired
from ansible_collections.sluice.aws.plugins.module_utils.arguments import argument_spec
from ansible_collections.sluice.aws.plugins.module_utils.changes import State
from ansible_collections.sluice.aws.plugins.module_utils.converge import Part, run_parts
from ansible_collections.sluice.aws.plugins.module_utils.ecs_services import BRIDGE
from ansible_collections.sluice.aws.plugins.module_utils.parts.alarm import Alarm
from ansible_collections.sluice.aws.plugins.module_utils.parts.ecs_service import EcsService
from ansible_collections.sluice.aws.plugins.module_utils.parts.listener_rule import ListenerRule
from ansible_collections.sluice.aws.plugins.module_utils.parts.log_group import LogGroup
from ansible_collections.sluice.aws.plugins.module_utils.parts.role import Role
from ansible_collections.sluice.aws.plugins.module_utils.parts.scaling import Scaling
from ansible_collections.sluice.aws.plugins.module_utils.parts.target_group import TargetGroup
from ansible_collections.sluice.aws.plugins.module_utils.parts.task_definition import TaskDefinition
from ansible_collections.sluice.aws.plugins.module_utils.resource import Resource


class _Leaving(Resource):
    """Stands before a kind of whose entries nothing is known but the name."""

    def wanted(self, item: State) -> State:
        return item

    def state(self, item: State) -> str:
        del item
        return "absent"


def parts_of(module: AnsibleAWSModule, service: str) -> list[Part]:
    """Backwards they go: what calls or scales it first, what would tell of it last."""
    name = f"{module.params['name_prefix']}{service}"
    in_cluster = {"cluster": module.params["cluster"]}
    listed: list[tuple[type[Resource], list[State]]] = [
        (LogGroup, [{"name": f"{module.params['log_group_prefix']}{service}"}]),
        (Role, [{"name": name}]),
        (TargetGroup, [{"name": name, "vpc": module.params["vpc"]}]),
        (TaskDefinition, [{"family": name}]),
        (EcsService, [{"name": service, **in_cluster}, {"name": service + BRIDGE, **in_cluster}]),
        (ListenerRule, retired.rules(module, module.params["load_balancer"], name)),
        (Scaling, [{"service": service, **in_cluster}]),
        (Alarm, retired.alarms(module, f"{name}-")),
    ]
    return [(type(kind.__name__, (_Leaving, kind), {}), items) for kind, items in listed if items]


def main() -> None:
    module = AnsibleAWSModule(argument_spec=argument_spec(DOCUMENTATION), supports_check_mode=True)
    run_parts(module, [part for service in retired.retired(module) for part in parts_of(module, service)])


if __name__ == "__main__":
    main()
