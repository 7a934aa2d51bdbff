#!/usr/bin/python
"""Instance profiles, by which a host of EC2 gets its role, as a list."""

from __future__ import annotations

DOCUMENTATION = r"""
module: instance_profile
short_description: Instance profiles with the one role that each holds
description:
  - Brings a list of instance profiles to the wanted state.
  - Exists since C(amazon.aws.iam_instance_profile) names no field that drifted.
options:
  instance_profiles:
    description: The instance profiles.
    type: list
    elements: dict
    required: true
    suboptions:
      name: {description: The profile's name., type: str, required: true}
      role: {description: Name of the role that its hosts act in., type: str, required: true}
      tags: {description: Tags of the profile., type: dict, default: {}}
extends_documentation_fragment:
  - sluice.aws.resource
  - amazon.aws.common.modules
  - amazon.aws.region.modules
  - amazon.aws.boto3
"""

EXAMPLES = r"""
- name: The hosts' profile is there
  sluice.aws.instance_profile:
    instance_profiles: [{name: sluice-dev-host, role: sluice-dev-host}]
"""

RETURN = r"""
changes:
  description: One entry for each instance profile that was changed or would be.
  type: list
  elements: dict
  returned: always
"""

from ansible_collections.amazon.aws.plugins.module_utils.tagging import (
    ansible_dict_to_boto3_tag_list,
    boto3_tag_list_to_ansible_dict,
)
from ansible_collections.sluice.aws.plugins.module_utils.resource import Resource, State, run


class InstanceProfile(Resource):
    service = "iam"
    kind = "instance profile"
    option = "instance_profiles"

    def read(self, want: State) -> State | None:
        try:
            found = self.client.get_instance_profile(InstanceProfileName=want["name"])["InstanceProfile"]
        except self.client.exceptions.NoSuchEntityException:
            return None
        roles = [role["RoleName"] for role in found["Roles"]]
        return {
            "name": want["name"],
            "role": roles[0] if roles else None,  # it holds one at most
            "tags": boto3_tag_list_to_ansible_dict(found.get("Tags", [])),
        }

    def create(self, want: State) -> None:
        self.client.create_instance_profile(
            InstanceProfileName=want["name"], Tags=ansible_dict_to_boto3_tag_list(want["tags"])
        )
        self.client.add_role_to_instance_profile(InstanceProfileName=want["name"], RoleName=want["role"])

    def update(self, want: State, have: State) -> None:
        if want["role"] != have["role"]:
            self._take_its_role(have)
            self.client.add_role_to_instance_profile(InstanceProfileName=want["name"], RoleName=want["role"])
        if gone := [tag for tag in have["tags"] if tag not in want["tags"]]:
            self.client.untag_instance_profile(InstanceProfileName=want["name"], TagKeys=gone)
        if want["tags"] not in ({}, have["tags"]):
            self.client.tag_instance_profile(
                InstanceProfileName=want["name"], Tags=ansible_dict_to_boto3_tag_list(want["tags"])
            )

    def delete(self, have: State) -> None:
        self._take_its_role(have)
        self.client.delete_instance_profile(InstanceProfileName=have["name"])

    def _take_its_role(self, have: State) -> None:
        if have["role"]:
            self.client.remove_role_from_instance_profile(InstanceProfileName=have["name"], RoleName=have["role"])


def main() -> None:
    run(InstanceProfile, DOCUMENTATION)


if __name__ == "__main__":
    main()
