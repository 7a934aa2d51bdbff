#!/usr/bin/python
"""SSM SecureStrings that are random where absent, as a list."""

from __future__ import annotations

DOCUMENTATION = r"""
module: secret
short_description: SSM SecureStrings, random where absent and never overwritten
description:
  - Makes each named SecureString exist. Where it is absent it becomes 32 random bytes in URL-safe base64; where it
    exists its value is neither read nor written, whatever it is.
  - The value never leaves the module, so it can reach neither a log nor a diff.
options:
  secrets:
    description: The parameters.
    type: list
    elements: dict
    required: true
    suboptions:
      name: {description: The parameter's name., type: str, required: true}
      tags: {description: Tags of the parameter., type: dict, default: {}}
extends_documentation_fragment:
  - sluice.aws.resource
  - amazon.aws.common.modules
  - amazon.aws.region.modules
  - amazon.aws.boto3
"""

EXAMPLES = r"""
- name: The token is there
  sluice.aws.secret:
    secrets: [{name: /sluice/dev/producer/token}]
"""

RETURN = r"""
changes:
  description: One entry for each parameter that was changed or would be, without its value.
  type: list
  elements: dict
  returned: always
"""

from ansible_collections.amazon.aws.plugins.module_utils.tagging import (
    ansible_dict_to_boto3_tag_list,
    boto3_tag_list_to_ansible_dict,
)
from ansible_collections.sluice.aws.plugins.module_utils.random_value import random_value
from ansible_collections.sluice.aws.plugins.module_utils.resource import Resource, State, run


class Secret(Resource):
    service = "ssm"
    kind = "secret"
    option = "secrets"
    fixed = ("type",)
    holds_data = True

    def wanted(self, item: State) -> State:
        return {**item, "type": "SecureString"}

    def read(self, want: State) -> State | None:
        by_name = [{"Key": "Name", "Values": [want["name"]]}]
        found = self.client.describe_parameters(ParameterFilters=by_name)["Parameters"]
        if not found:
            return None
        tags = self.client.list_tags_for_resource(ResourceType="Parameter", ResourceId=want["name"])["TagList"]
        return {"name": want["name"], "type": found[0]["Type"], "tags": boto3_tag_list_to_ansible_dict(tags)}

    def create(self, want: State) -> None:
        self.client.put_parameter(
            Name=want["name"],
            Type=want["type"],
            Value=random_value(),
            Tags=ansible_dict_to_boto3_tag_list(want["tags"]),
            Overwrite=False,
        )

    def update(self, want: State, have: State) -> None:
        gone = [tag for tag in have["tags"] if tag not in want["tags"]]
        if gone:
            self.client.remove_tags_from_resource(ResourceType="Parameter", ResourceId=want["name"], TagKeys=gone)
        self.client.add_tags_to_resource(
            ResourceType="Parameter",
            ResourceId=want["name"],
            Tags=ansible_dict_to_boto3_tag_list(want["tags"]),
        )

    def delete(self, have: State) -> None:
        self.client.delete_parameter(Name=have["name"])


def main() -> None:
    run(Secret, DOCUMENTATION)


if __name__ == "__main__":
    main()
