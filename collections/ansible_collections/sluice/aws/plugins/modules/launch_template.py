#!/usr/bin/python
"""Launch templates of hosts for ECS, as a list."""

from __future__ import annotations

DOCUMENTATION = r"""
module: launch_template
short_description: Launch templates whose hosts are closed and encrypted
description:
  - Brings a list of launch templates to the wanted state, compared by the version that is the default. A change makes
    a new version and then the default of it; hosts that run are the Auto Scaling group's affair.
  - The image is what a parameter of SSM names at the time of the run, so that a plan shows it when AWS has another.
  - No host has a public address or a volume that is not encrypted, and its metadata needs a token that goes one hop.
  - Exists since C(amazon.aws.ec2_launch_template) names no field that differs and cannot be planned where the groups
    are not there yet.
options:
  launch_templates:
    description: The launch templates.
    type: list
    elements: dict
    required: true
    suboptions:
      name: {description: The template's name., type: str, required: true}
      image_parameter: {description: Parameter of SSM that names the machine image., type: str, required: true}
      instance_type: {description: Type of the hosts., type: str, required: true}
      instance_profile: {description: Name of the profile that gives them their role., type: str, required: true}
      security_groups: {description: Names of their groups., type: list, elements: str, required: true}
      user_data: {description: 'What they run at their first start, as it is read.', type: str, required: true}
      # No smaller than the snapshot: Amazon ECS Developer Guide, "Amazon ECS-optimized Linux AMIs".
      volume_gib: {description: Size of their volume., type: int, default: 30}
      tags: {description: 'Tags of the template, of its hosts and of their volumes.', type: dict, default: {}}
extends_documentation_fragment:
  - sluice.aws.resource
  - amazon.aws.common.modules
  - amazon.aws.region.modules
  - amazon.aws.boto3
"""

EXAMPLES = r"""
- name: The hosts' template is there
  sluice.aws.launch_template:
    launch_templates:
      - name: sluice-dev
        image_parameter: /aws/service/ecs/optimized-ami/amazon-linux-2023/recommended/image_id
        instance_type: t3.small
        instance_profile: sluice-dev-host
        security_groups: [sluice-dev-hosts]
        user_data: "{{ hosts_user_data }}"
"""

RETURN = r"""
changes:
  description: One entry for each launch template that was changed or would be.
  type: list
  elements: dict
  returned: always
"""

from ansible_collections.sluice.aws.plugins.module_utils.clients import client
from ansible_collections.sluice.aws.plugins.module_utils.ec2 import Ec2Resource, tags_of
from ansible_collections.sluice.aws.plugins.module_utils.ec2_kinds import LAUNCH_TEMPLATE, SECURITY_GROUP
from ansible_collections.sluice.aws.plugins.module_utils.ec2_lookup import ids, names
from ansible_collections.sluice.aws.plugins.module_utils.launch_template_data import (
    by_line,
    from_data,
    hardened,
    to_data,
)
from ansible_collections.sluice.aws.plugins.module_utils.resource import RefusedError, State, run


class LaunchTemplate(Ec2Resource):
    ec2_kind = LAUNCH_TEMPLATE
    option = "launch_templates"

    def wanted(self, item: State) -> State:
        if self.module.params["state"] == "absent":
            return item
        return {
            "name": item["name"],
            "image": self._image(item["image_parameter"]),
            "instance_type": item["instance_type"],
            "instance_profile": item["instance_profile"],
            "security_groups": sorted(item["security_groups"]),
            **hardened(item["volume_gib"]),
            "user_data": by_line(item["user_data"]),
            "host_tags": item["tags"],
            "tags": item["tags"],
        }

    def read(self, want: State) -> State | None:
        found = next((each for each in self.described if each["LaunchTemplateName"] == want["name"]), None)
        if not found:
            return None
        version = self.client.describe_launch_template_versions(
            LaunchTemplateId=found["LaunchTemplateId"], Versions=["$Default"]
        )["LaunchTemplateVersions"][0]
        return {
            "name": want["name"],
            "id": found["LaunchTemplateId"],
            **from_data(version["LaunchTemplateData"], names(self.module, SECURITY_GROUP)),
            "tags": tags_of(found),
        }

    def create(self, want: State) -> None:
        self.client.create_launch_template(
            LaunchTemplateName=want["name"], LaunchTemplateData=self._data(want), **self.specification(want)
        )

    def update(self, want: State, have: State) -> None:
        if any(want[field] != have[field] for field in want if field != "tags"):
            made = self.client.create_launch_template_version(
                LaunchTemplateId=have["id"], LaunchTemplateData=self._data(want)
            )["LaunchTemplateVersion"]
            self.client.modify_launch_template(LaunchTemplateId=have["id"], DefaultVersion=str(made["VersionNumber"]))
        self.write_tags(have, want)

    def delete(self, have: State) -> None:
        self.client.delete_launch_template(LaunchTemplateId=have["id"])

    def _data(self, want: State) -> State:
        return to_data(want, ids(self.module, SECURITY_GROUP, want["security_groups"]))

    def _image(self, parameter: str) -> str:
        ssm = client(self.module, "ssm")
        try:
            return str(ssm.get_parameter(Name=parameter)["Parameter"]["Value"])
        except ssm.exceptions.ParameterNotFound:
            raise RefusedError(f"this region has no parameter {parameter}, which names its machine image") from None


def main() -> None:
    run(LaunchTemplate, DOCUMENTATION)


if __name__ == "__main__":
    main()
