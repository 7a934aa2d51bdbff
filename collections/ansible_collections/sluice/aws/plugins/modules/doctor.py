#!/usr/bin/python
"""What may keep an apply from succeeding, all at once."""

from __future__ import annotations

DOCUMENTATION = r"""
module: doctor
short_description: Whether an estate can be applied, before it is
description:
  - Looks at tools, credentials, permissions, quotas and all else that an apply leans on; writes nothing.
  - Fails where something is wrong, with everything that is, and the next command for each. What AWS does not tell is
    "not checked because" and counts neither as right nor as wrong.
options:
  inventory: {description: Name of the inventory for the commands that are told., type: str, required: true}
  lock: {description: File of the pinned packages that the tools should be., type: path, required: true}
  account: {description: The account of the estate., type: str, required: true}
  tags: {description: Tags that all of the estate bears., type: dict, required: true}
  vpc:
    description: The network of the estate.
    type: dict
    required: true
    suboptions:
      name: {description: Its name., type: str, required: true}
      cidr: {description: Its addresses., type: str, required: true}
  needs:
    description: How much of each quota the estate needs; nothing is asked of one that is 0.
    type: dict
    required: true
    suboptions:
      vpcs: {description: VPCs., type: int, default: 1}
      elastic_ips: {description: Elastic IP addresses., type: int, default: 0}
      nat_gateways: {description: NAT gateways in one zone., type: int, default: 0}
      network_interfaces: {description: Network interfaces., type: int, default: 0}
      vcpus: {description: vCPUs of standard instances., type: int, default: 0}
      interface_endpoints: {description: Interface endpoints of its VPC., type: int, default: 0}
      rules_per_group: {description: Rules of its fullest security group in one direction., type: int, default: 0}
  placement:
    description: Its hosts and what runs on them, as C(sluice.aws.placement) is asked.
    type: dict
    required: true
    suboptions:
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
  ami_parameter: {description: Parameter of AWS that names the machine image., type: str, required: true}
  domain: {description: Domain of the balancer; none where it is empty., type: str, default: ""}
  zone: {description: The public zone of Route 53 that the domain is in., type: str, default: ""}
  buckets: {description: Buckets that account.yml makes., type: list, elements: str, required: true}
  secrets: {description: Names of the SecureStrings., type: list, elements: str, required: true}
  releases: {description: Names of the parameters that say what is released., type: list, elements: str, required: true}
  permissions:
    description: What an apply does, as the statements of a policy.
    type: list
    elements: dict
    required: true
author: [Sluice maintainers]
extends_documentation_fragment:
  - amazon.aws.common.modules
  - amazon.aws.region.modules
  - amazon.aws.boto3
"""

EXAMPLES = r"""
- name: Nothing keeps an apply from succeeding
  sluice.aws.doctor:
    inventory: dev
    lock: ci/requirements/local.txt
    account: "111111111111"
    tags: {Project: sluice, Environment: dev}
    vpc: {name: sluice-dev, cidr: 10.30.0.0/16}
    needs: {vpcs: 1}
    placement: {instance_type: t3.small, hosts_maximum: 6, reserved_memory_mib: 256, services: []}
    ami_parameter: /aws/service/ecs/optimized-ami/amazon-linux-2023/recommended/image_id
    buckets: [sluice-locks-111111111111-eu-central-1]
    secrets: [/sluice/sluice-dev/producer/token]
    releases: [/sluice/dev/release/producer]
    permissions: [{Action: [sqs:CreateQueue], Resource: "*"}]
"""

RETURN = r"""
findings:
  description: What was looked at, each with verdict (right, wrong, not checked), what, said and then.
  type: list
  elements: dict
  returned: always
"""

from ansible_collections.amazon.aws.plugins.module_utils.modules import AnsibleAWSModule
from ansible_collections.sluice.aws.plugins.module_utils.arguments import argument_spec
from ansible_collections.sluice.aws.plugins.module_utils.doctor.examine import examine
from ansible_collections.sluice.aws.plugins.module_utils.doctor.finding import WRONG


def main() -> None:
    module = AnsibleAWSModule(argument_spec=argument_spec(DOCUMENTATION), supports_check_mode=True)
    findings = list(examine(module, {**module.params, "region": module.region}))
    told = [finding.dump() for finding in findings]
    faults = [f"{finding.what}: {finding.said} → {finding.then}" for finding in findings if finding.verdict == WRONG]
    if faults:
        module.fail_json(msg="; ".join(faults), findings=told)
    module.exit_json(changed=False, findings=told)


if __name__ == "__main__":
    main()
