#!/usr/bin/python
"""IAM roles with the one policy that says what they may do, as a list."""

from __future__ import annotations

DOCUMENTATION = r"""
module: role
short_description: IAM roles with a single inline policy
description:
  - Brings a list of roles to the wanted state; a role's policy stands and falls with it.
  - Exists since C(amazon.aws.iam_role) makes an instance profile for each role and knows no inline policy.
options:
  roles:
    description: The roles.
    type: list
    elements: dict
    required: true
    suboptions:
      name: {description: The role's name., type: str, required: true}
      trust: {description: Policy that says who may take the role., type: dict, required: true}
      policy:
        description: Policy that says what the role may do; the ARN of a key's alias in it stands for the key's own.
        type: dict
        required: true
      permissions_boundary: {description: ARN of the policy that says the most that it may do., type: str}
      tags: {description: Tags of the role., type: dict, default: {}}
extends_documentation_fragment:
  - sluice.aws.resource
  - amazon.aws.common.modules
  - amazon.aws.region.modules
  - amazon.aws.boto3
"""

EXAMPLES = r"""
- name: The producer's role is there
  sluice.aws.role:
    roles: [{name: sluice-dev-producer, trust: "{{ trust }}", policy: "{{ policy }}"}]
"""

RETURN = r"""
changes:
  description: One entry for each role that was changed or would be.
  type: list
  elements: dict
  returned: always
"""

from ansible_collections.sluice.aws.plugins.module_utils.parts.role import Role
from ansible_collections.sluice.aws.plugins.module_utils.resource import run


def main() -> None:
    run(Role, DOCUMENTATION)


if __name__ == "__main__":
    main()
