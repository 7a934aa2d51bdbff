#!/usr/bin/python
"""CloudWatch alarms, as a list."""

from __future__ import annotations

DOCUMENTATION = r"""
module: metric_alarm
short_description: CloudWatch alarms on a metric, or on what is computed of several
description:
  - Brings a list of alarms to the wanted state, every field of it; balancers, target groups, certificates and
    scaling policies are named and looked up.
  - Exists since C(amazon.aws.cloudwatch_metric_alarm) with metric math is always changed.
options:
  alarms:
    description: The alarms.
    type: list
    elements: dict
    required: true
    suboptions:
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
          certificate:
            description: Certificate that is a dimension too; until it is issued there is none.
            type: dict
            suboptions:
              domain: {description: Its domain., type: str, required: true}
              name: {description: Its Name tag., type: str, required: true}
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
  alarm_prefix:
    description:
      - What the names of these alarms begin with. One that begins so, bears the tags of one that is listed, and is not
        listed itself goes.
    type: str
    default: ""
extends_documentation_fragment:
  - sluice.aws.resource
  - amazon.aws.common.modules
  - amazon.aws.region.modules
  - amazon.aws.boto3
"""

EXAMPLES = r"""
- name: Errors of the producer are noticed
  sluice.aws.metric_alarm:
    alarms:
      - name: sluice-dev-producer-errors
        description: The producer answers errors
        metrics:
          - id: errors
            namespace: AWS/ApplicationELB
            metric: HTTPCode_Target_5XX_Count
            load_balancer: sluice-dev
            target_group: sluice-dev-producer
            watched: true
        threshold: 5
        missing_data: notBreaching
"""

RETURN = r"""
changes:
  description: One entry for each alarm that was changed or would be.
  type: list
  elements: dict
  returned: always
"""

from ansible_collections.sluice.aws.plugins.module_utils.parts.alarm import Alarm
from ansible_collections.sluice.aws.plugins.module_utils.resource import run


def main() -> None:
    run(Alarm, DOCUMENTATION)


if __name__ == "__main__":
    main()
