#!/usr/bin/python
"""Names by which the tasks of a VPC find each other, as lists."""

from __future__ import annotations

DOCUMENTATION = r"""
module: discovery
short_description: Private DNS namespaces of Cloud Map and the services in them
description:
  - Brings namespaces and their services to the wanted state. A service of ECS that names one registers the address of
    each of its tasks there (O(namespaces) before O(services)).
  - A service that bears the tags of a listed namespace and is not listed itself goes.
  - Exists since neither collection knows Cloud Map.
options:
  namespaces:
    description: The namespaces.
    type: list
    elements: dict
    default: []
    suboptions:
      name: {description: "Its name, the end of each name in it.", type: str, required: true}
      vpc: {description: Name tag of the VPC in which it is known., type: str, required: true}
      tags: {description: Tags of the namespace., type: dict, default: {}}
  services:
    description: The names in them.
    type: list
    elements: dict
    default: []
    suboptions:
      name: {description: The first part of its name., type: str, required: true}
      namespace: {description: Name of the namespace., type: str, required: true}
      ttl_seconds:
        description:
          - How long an answer may be kept.
          - The default is short enough that a scrape meets the tasks of now, and ten times what one scrape takes.
        type: int
        default: 10
      tags: {description: Tags of the service., type: dict, default: {}}
extends_documentation_fragment:
  - sluice.aws.resource
  - amazon.aws.common.modules
  - amazon.aws.region.modules
  - amazon.aws.boto3
"""

EXAMPLES = r"""
- name: The tasks of the producer have a name
  sluice.aws.discovery:
    namespaces: [{name: sluice-dev.internal, vpc: sluice-dev}]
    services: [{name: producer, namespace: sluice-dev.internal}]
"""

RETURN = r"""
changes:
  description: One entry for each namespace or name that was changed or would be.
  type: list
  elements: dict
  returned: always
"""

from ansible_collections.sluice.aws.plugins.module_utils.parts.discovered import Discovered
from ansible_collections.sluice.aws.plugins.module_utils.parts.namespace import Namespace
from ansible_collections.sluice.aws.plugins.module_utils.resource import run_several


def main() -> None:
    run_several([Namespace, Discovered], DOCUMENTATION)


if __name__ == "__main__":
    main()
