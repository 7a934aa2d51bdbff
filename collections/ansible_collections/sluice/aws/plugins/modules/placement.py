#!/usr/bin/python
"""Whether every task finds a host, before anything is written."""

from __future__ import annotations

DOCUMENTATION = r"""
module: placement
short_description: Every task of an estate finds a host, also while all services are updated at once
description:
  - Reads network interfaces, CPU and memory of the hosts' type, and compares what the most hosts carry with the most
    tasks that there may be. Writes nothing.
  - Fails where it is too little, with the sum and the ways out, since a task that finds no host hangs PENDING for
    ever, and with it the update that it belongs to.
options:
  instance_type: {description: Type of the hosts., type: str, required: true}
  hosts_maximum: {description: The most hosts that there may be., type: int, required: true}
  reserved_memory_mib: {description: Memory of a host that no task gets., type: int, required: true}
  services:
    description: The services.
    type: list
    elements: dict
    required: true
    suboptions:
      name: {description: The service's name., type: str, required: true}
      tasks_maximum: {description: The most tasks that it scales to., type: int, required: true}
      maximum_percent: {description: How many there may be of them during an update., type: int, required: true}
      cpu: {description: CPU units of a task., type: int, required: true}
      memory: {description: MiB of a task., type: int, required: true}
author: [Sluice maintainers]
extends_documentation_fragment:
  - amazon.aws.common.modules
  - amazon.aws.region.modules
  - amazon.aws.boto3
"""

EXAMPLES = r"""
- name: Every task finds a host
  sluice.aws.placement:
    instance_type: t3.small
    hosts_maximum: 6
    reserved_memory_mib: 256
    services: [{name: producer, tasks_maximum: 3, maximum_percent: 200, cpu: 256, memory: 256}]
"""

RETURN = r"""
failures:
  description: What is too little, in a sentence.
  type: list
  elements: str
  returned: failure
"""

from ansible_collections.amazon.aws.plugins.module_utils.modules import AnsibleAWSModule
from ansible_collections.sluice.aws.plugins.module_utils.arguments import argument_spec
from ansible_collections.sluice.aws.plugins.module_utils.clients import client
from ansible_collections.sluice.aws.plugins.module_utils.placement import family_of, fault, services_of
from ansible_collections.sluice.aws.plugins.module_utils.refusals import reason
from botocore.exceptions import BotoCoreError, ClientError


def main() -> None:
    module = AnsibleAWSModule(argument_spec=argument_spec(DOCUMENTATION), supports_check_mode=True)
    asked = module.params
    try:
        family = family_of(client(module, "ec2"), asked["instance_type"], asked["reserved_memory_mib"])
    except (BotoCoreError, ClientError) as error:
        said: str | None = f"The type of the hosts cannot be read: {reason(error)}"
    else:
        said = fault(family, asked["instance_type"], asked["hosts_maximum"], services_of(asked["services"]))
    if said:
        module.fail_json(msg=said, failures=[said])
    module.exit_json(changed=False)


if __name__ == "__main__":
    main()
