#!/usr/bin/python
"""Log groups of CloudWatch with their retention and key, as a list."""

from __future__ import annotations

DOCUMENTATION = r"""
module: log_group
short_description: CloudWatch log groups with retention and encryption
description:
  - Brings a list of log groups to the wanted state.
  - Exists since C(amazon.aws.cloudwatchlogs_log_group) names no field that drifted and takes one group at a time.
options:
  log_groups:
    description: The log groups.
    type: list
    elements: dict
    required: true
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
extends_documentation_fragment:
  - sluice.aws.resource
  - amazon.aws.common.modules
  - amazon.aws.region.modules
  - amazon.aws.boto3
"""

EXAMPLES = r"""
- name: The producer's log group is there
  sluice.aws.log_group:
    log_groups: [{name: /sluice/dev/producer, retention_days: 400, key: sluice-dev-logs}]
"""

RETURN = r"""
changes:
  description: One entry for each log group that was changed or would be.
  type: list
  elements: dict
  returned: always
"""

from ansible_collections.sluice.aws.plugins.module_utils.parts.log_group import LogGroup
from ansible_collections.sluice.aws.plugins.module_utils.resource import run


def main() -> None:
    run(LogGroup, DOCUMENTATION)


if __name__ == "__main__":
    main()
