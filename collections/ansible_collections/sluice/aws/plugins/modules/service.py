#!/usr/bin/python
"""A service with all that is its own, in one call."""

from __future__ import annotations

DOCUMENTATION = r"""
module: service
short_description: ECS services with role, log group, target group, listener rule and task definition
description:
  - Brings all parts of services to the wanted state, in the order in which they lean on each other; each list may be
    empty. Neighbours are named and their ids looked up.
  - A rule is known by its balancer, its listener's port and its priority.
  - A task definition is compared with the revision that the service runs, every field of it, and registered anew
    where they differ. An absent family has all its active revisions deregistered and deleted.
  - A service runs on a capacity provider, spread over the zones, with the circuit breaker and its rollback on. How many
    tasks it has within its bounds is never reset.
  - The call ends when the deployment that it began has; one that ECS rolls back fails it, with the reason.
  - A target group's port and VPC and a service's launch type are replaced in an order that keeps the service up.
  - An absent service is scaled to zero, deleted, and gone only when its last task has stopped.
  - Exists since C(community.aws.ecs_service) sees no drift in network, deployment settings or circuit breaker,
    C(community.aws.ecs_taskdefinition) none in cpu, memory, network mode and execution role, since
    C(community.aws.elb_target_group) has no check mode, and C(amazon.aws.elb_application_lb) takes all rules of a
    balancer or none, so that no service could own its rule.
options:
  roles:
    description: The roles.
    type: list
    elements: dict
    default: []
    suboptions:
      name: {description: The role's name., type: str, required: true}
      trust: {description: Policy that says who may take the role., type: dict, required: true}
      policy:
        description: Policy that says what the role may do; the ARN of a key's alias in it stands for the key's own.
        type: dict
        required: true
      permissions_boundary: {description: ARN of the policy that says the most that it may do., type: str}
      tags: {description: Tags of the role., type: dict, default: {}}
  log_groups:
    description: The log groups.
    type: list
    elements: dict
    default: []
    suboptions:
      name: {description: The group's name., type: str, required: true}
      retention_days: {description: Days that an event is kept., type: int, required: true}
      key:
        description: Alias, without C(alias/), of the KMS key that encrypts it; AWS's own key where it is empty.
        type: str
        default: ""
      metric_filters:
        description: What is counted of its lines, each by one.
        type: list
        elements: dict
        default: []
        suboptions:
          name: {description: The filter's name., type: str, required: true}
          pattern: {description: Which lines., type: str, required: true}
          namespace: {description: Namespace of the metric., type: str, required: true}
          metric: {description: Name of the metric., type: str, required: true}
          dimensions: {description: "Its dimensions, each with the field of the line.", type: dict, default: {}}
      tags: {description: Tags of the group., type: dict, default: {}}
  target_groups:
    description: The target groups.
    type: list
    elements: dict
    default: []
    suboptions:
      name: {description: The target group's name., type: str, required: true}
      vpc: {description: The Name tag of its VPC., type: str, required: true}
      port: {description: The targets' port., type: int, required: true}
      health_check_path: {description: The path that answers 200 while a target can work., type: str, default: /health}
      health_check_interval_seconds: {description: Time between two checks., type: int, default: 10}
      health_check_timeout_seconds: {description: Time after which a check has failed., type: int, default: 5}
      healthy_threshold: {description: Passed checks that make a target healthy again., type: int, default: 2}
      unhealthy_threshold: {description: Failed checks that make a target unhealthy., type: int, default: 3}
      deregistration_delay_seconds:
        description: Time that a leaving target may finish its requests in.
        type: int
        default: 20
      tags: {description: Tags of the target group., type: dict, default: {}}
  rules:
    description: The rules.
    type: list
    elements: dict
    default: []
    suboptions:
      load_balancer: {description: The balancer's name., type: str, required: true}
      port: {description: The listener's port., type: int, required: true}
      priority: {description: The rule's place among the listener's rules., type: int, required: true}
      paths: {description: The path patterns., type: list, elements: str, required: true}
      target_group: {description: Name of the target group that the paths go to., type: str, required: true}
      tags: {description: Tags of the rule., type: dict, default: {}}
  task_definitions:
    description: The families.
    type: list
    elements: dict
    default: []
    suboptions:
      family: {description: The family's name., type: str, required: true}
      task_role_arn: {description: The role that the containers act in., type: str, required: true}
      execution_role_arn: {description: The role that ECS starts them in., type: str, required: true}
      cpu: {description: CPU units of a task; 1024 are one core., type: str, required: true}
      memory: {description: Memory of a task in MiB., type: str, required: true}
      containers:
        description:
          - The containers in the shape of ECS's C(ContainerDefinition). A variable may say C(of), a mapping of
            C(load_balancer) or C(target_group) to a name, in place of a value, which is what CloudWatch calls that one.
        type: list
        elements: dict
        required: true
      repository: {description: "Where its image comes from, without tag or digest.", type: str, default: ""}
      release_parameter:
        description:
          - SSM parameter (a String) that says what is released, a digest of O(task_definitions[].repository) or a whole
            reference; each container that names no image runs that.
          - Before the first release there is none, and the service that runs the family has no task.
        type: str
        default: ""
      keep_revisions:
        description:
          - How many active revisions are kept; one that a deployment uses always is.
          - The default leaves some that a rollback may go back to, and few enough to look through.
        type: int
        default: 10
      volumes: {description: The volumes in ECS's shape., type: list, elements: dict, default: []}
      tags: {description: Tags of each revision., type: dict, default: {}}
  services:
    description: The services.
    type: list
    elements: dict
    default: []
    suboptions:
      name: {description: The service's name., type: str, required: true}
      cluster: {description: Name of the cluster., type: str, required: true}
      task_definition: {description: Family that it runs., type: str, required: true}
      minimum: {description: The fewest tasks, and as many as a new one begins with., type: int, required: true}
      maximum: {description: The most tasks; a number in between is scaling's affair., type: int, required: true}
      capacity_provider: {description: Name of the provider of its hosts., type: str, required: true}
      subnets: {description: Name tags of the subnets., type: list, elements: str, required: true}
      security_groups: {description: Names of the tasks' groups., type: list, elements: str, required: true}
      load_balancers:
        description: The target groups that the tasks join.
        type: list
        elements: dict
        default: []
        suboptions:
          target_group: {description: Name of the target group., type: str, required: true}
          container: {description: Name of the container that answers., type: str, required: true}
          container_port: {description: Port of that container., type: int, required: true}
      discovered_as:
        description: The names in Cloud Map that lead to its tasks.
        type: list
        elements: dict
        default: []
        suboptions:
          name: {description: The first part., type: str, required: true}
          namespace: {description: The rest., type: str, required: true}
      health_check_grace_seconds:
        description:
          - How long a new task that a balancer leads to may fail its checks.
          - The default is what a container of ours has to become healthy in by its own check, and a little more.
        type: int
        default: 30
      alarms:
        description: Names of the alarms by which ECS rolls a deployment back.
        type: list
        elements: str
        default: []
      minimum_healthy_percent: {description: Share that stays up in a deployment., type: int, default: 100}
      maximum_percent: {description: Share that may run in a deployment., type: int, default: 200}
      tags: {description: Tags of the service and its tasks., type: dict, default: {}}
  scalings:
    description: How many tasks services may have, and what makes them more or fewer.
    type: list
    elements: dict
    default: []
    suboptions:
      cluster: {description: Name of the cluster., type: str, required: true}
      service: {description: Name of the service., type: str, required: true}
      minimum: {description: The fewest tasks., type: int, required: true}
      maximum: {description: The most tasks., type: int, required: true}
      release_parameter:
        description: SSM parameter without which it is not there; scaling would raise an unreleased service from zero.
        type: str
      target_policies:
        description: Policies that hold a metric at a target; AWS makes their alarms.
        type: list
        elements: dict
        default: []
        suboptions:
          name: {description: The policy's name., type: str, required: true}
          target: {description: The value that is right for each task., type: float, required: true}
          predefined_metric: {description: A metric that AWS knows by a name of its own., type: str}
          load_balancer: {description: Balancer of C(ALBRequestCountPerTarget)., type: str}
          target_group: {description: Target group of C(ALBRequestCountPerTarget)., type: str}
          metrics:
            description: Metrics and what is computed of them; one says C(watched).
            type: list
            elements: dict
            default: []
            suboptions:
              id: {description: The name in expressions; begins with a small letter., type: str, required: true}
              expression: {description: "Metric math: what is computed of the others.", type: str}
              namespace: {description: Namespace of a metric., type: str}
              metric: {description: Name of a metric., type: str}
              dimensions: {description: Dimensions of a metric., type: dict, default: {}}
              load_balancer: {description: Balancer that is a dimension too., type: str}
              target_group: {description: Target group that is a dimension too., type: str}
              statistic: {description: What is made of a period's data points., type: str, default: Sum}
              watched: {description: Whether this one is compared with the threshold., type: bool, default: false}
          scale_in_cooldown_seconds:
            description: Time after fewer tasks before there are fewer still.
            type: int
            default: 300
          scale_out_cooldown_seconds:
            description: Time after more tasks before there are more still.
            type: int
            default: 60
      step_policies:
        description: Policies that an alarm of ours carries out.
        type: list
        elements: dict
        default: []
        suboptions:
          name: {description: The policy's name., type: str, required: true}
          tasks: {description: How many tasks more there are then., type: int, required: true}
          cooldown_seconds: {description: Time before it is carried out again., type: int, required: true}
  deployment_alarms:
    description: The alarms by which ECS rolls a deployment back, which are there before their service.
    type: list
    elements: dict
    default: []
    suboptions: &alarm
      name: {description: The alarm's name., type: str, required: true}
      description: {description: What is wrong when it fires., type: str, required: true}
      metrics:
        description: What it watches; one of them says C(watched).
        type: list
        elements: dict
        required: true
        suboptions:
          id: {description: The name in expressions; begins with a small letter., type: str, required: true}
          expression: {description: "Metric math: what is computed of the others.", type: str}
          namespace: {description: Namespace of a metric., type: str}
          metric: {description: Name of a metric., type: str}
          dimensions: {description: Dimensions of a metric., type: dict, default: {}}
          load_balancer: {description: Balancer that is a dimension too., type: str}
          target_group: {description: Target group that is a dimension too., type: str}
          statistic: {description: What is made of a period's data points., type: str, default: Sum}
          watched: {description: Whether this one is compared with the threshold., type: bool, default: false}
      comparison:
        description: How the watched one has to stand to the threshold to be wrong.
        type: str
        choices:
          - GreaterThanOrEqualToThreshold
          - GreaterThanThreshold
          - LessThanOrEqualToThreshold
          - LessThanThreshold
        default: GreaterThanOrEqualToThreshold
      threshold: {description: The threshold., type: float, required: true}
      period_seconds: {description: Length of a period., type: int, default: 60}
      evaluation_periods: {description: The newest periods that are looked at., type: int, default: 1}
      datapoints_to_alarm: {description: How many of these have to be wrong; all of them by default., type: int}
      missing_data:
        description: What a period without data counts as.
        type: str
        choices: [breaching, notBreaching, ignore, missing]
        required: true
      actions: {description: ARNs that are told when it fires., type: list, elements: str, default: []}
      scaling_policies:
        description: Policies that are carried out when it fires.
        type: list
        elements: dict
        default: []
        suboptions:
          cluster: {description: Name of the cluster., type: str, required: true}
          service: {description: Name of the service that it scales., type: str, required: true}
          name: {description: The policy's name., type: str, required: true}
      ok_actions: {description: ARNs that are told when all is well again., type: list, elements: str, default: []}
      insufficient_data_actions:
        description: ARNs that are told when there is no data.
        type: list
        elements: str
        default: []
      release_parameter:
        description: SSM parameter without which it is not there; what wakes a service waits for its first release.
        type: str
      tags: {description: Tags of the alarm., type: dict, default: {}}
  alarms:
    description: The other alarms, which may carry out scaling policies.
    type: list
    elements: dict
    default: []
    suboptions: *alarm
  alarm_prefix:
    description:
      - What the names of all these alarms begin with. One that begins so, bears the tags of one that is listed, and is
        not listed itself goes.
    type: str
    default: ""
  steady_wait_seconds:
    description:
      - How long a deployment that is on its way may take, at the end of the call; 0 waits for none.
      - The default allows for hosts that have to be started first, which takes minutes, for the three tasks that fail
        one after the other before the circuit breaker rolls a deployment back, and for the alarms, which ECS watches
        for a while after the last task.
    type: int
    default: 1800
  stop_wait_seconds:
    description: How long the last tasks of an absent service may take to stop.
    type: int
    default: 300
extends_documentation_fragment:
  - sluice.aws.resource
  - amazon.aws.common.modules
  - amazon.aws.region.modules
  - amazon.aws.boto3
"""

EXAMPLES = r"""
- name: The consumer runs
  sluice.aws.service:
    log_groups: [{name: /sluice/dev/consumer, retention_days: 400}]
    task_definitions:
      - family: sluice-dev-consumer
        task_role_arn: arn:aws:iam::111122223333:role/sluice-dev-consumer
        execution_role_arn: arn:aws:iam::111122223333:role/sluice-dev-execution
        cpu: "256"
        memory: "256"
        repository: 333333333333.dkr.ecr.eu-central-1.amazonaws.com/sluice/consumer
        release_parameter: /sluice/dev/release/consumer
        containers: [{name: consumer, command: [python, -m, consumer_svc]}]
    services:
      - name: consumer
        cluster: sluice-dev
        task_definition: sluice-dev-consumer
        minimum: 1
        maximum: 4
        capacity_provider: sluice-dev
        subnets: [sluice-dev-a, sluice-dev-b]
        security_groups: [sluice-dev-tasks]
"""

RETURN = r"""
changes:
  description: One entry for each part that was changed or would be.
  type: list
  elements: dict
  returned: always
"""

from ansible_collections.sluice.aws.plugins.module_utils.parts.alarm import Alarm, DeploymentAlarm
from ansible_collections.sluice.aws.plugins.module_utils.parts.ecs_service import EcsService
from ansible_collections.sluice.aws.plugins.module_utils.parts.listener_rule import ListenerRule
from ansible_collections.sluice.aws.plugins.module_utils.parts.log_group import LogGroup
from ansible_collections.sluice.aws.plugins.module_utils.parts.role import Role
from ansible_collections.sluice.aws.plugins.module_utils.parts.scaling import Scaling
from ansible_collections.sluice.aws.plugins.module_utils.parts.target_group import TargetGroup
from ansible_collections.sluice.aws.plugins.module_utils.parts.task_definition import TaskDefinition
from ansible_collections.sluice.aws.plugins.module_utils.resource import run_several

PARTS = [Role, LogGroup, TargetGroup, ListenerRule, TaskDefinition, DeploymentAlarm, EcsService, Scaling, Alarm]


def main() -> None:
    run_several(PARTS, DOCUMENTATION)


if __name__ == "__main__":
    main()
