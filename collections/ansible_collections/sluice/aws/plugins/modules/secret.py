#!/usr/bin/python
"""SSM SecureStrings that are random where absent, or what Ansible Vault holds, as a list."""

from __future__ import annotations

DOCUMENTATION = r"""
module: secret
short_description: SSM SecureStrings, random where absent and never overwritten, or as Ansible Vault says
description:
  - Makes each named SecureString exist. Where it is absent it becomes 32 random bytes in URL-safe base64; where it
    exists its value is neither read nor written, whatever it is.
  - Where the inventory gives the value, from Ansible Vault, that is what it becomes, also where it was another.
  - The value never leaves the module, so it can reach neither a log nor a diff.
options:
  secrets:
    description: The parameters.
    type: list
    elements: dict
    required: true
    suboptions:
      name: {description: The parameter's name., type: str, required: true}
      value: {description: The value where Ansible Vault keeps it; empty for a random one., type: str, default: ""}
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

# What a plan says in place of a value.
GIVEN, OTHER = "(as the inventory says)", "(another one)"


class Secret(Resource):
    service = "ssm"
    kind = "secret"
    option = "secrets"
    fixed = ("type",)
    holds_data = True

    def read_all(self, items: list[State]) -> None:
        """Values stay out of every state, which is told."""
        self.given = {item["name"]: item["value"] for item in items}

    def wanted(self, item: State) -> State:
        return {
            "name": item["name"],
            "type": "SecureString",
            "value": GIVEN if item["value"] else None,
            "tags": item["tags"],
        }

    def read(self, want: State) -> State | None:
        by_name = [{"Key": "Name", "Values": [want["name"]]}]
        found = self.client.describe_parameters(ParameterFilters=by_name)["Parameters"]
        if not found:
            return None
        tags = self.client.list_tags_for_resource(ResourceType="Parameter", ResourceId=want["name"])["TagList"]
        return {
            "name": want["name"],
            "type": found[0]["Type"],
            "key": found[0].get("KeyId"),
            "value": self._compared(want["name"]) if want["value"] else None,
            "tags": boto3_tag_list_to_ansible_dict(tags),
        }

    def create(self, want: State) -> None:
        self.client.put_parameter(
            Name=want["name"],
            Type=want["type"],
            Value=self.given[want["name"]] or random_value(),
            Tags=ansible_dict_to_boto3_tag_list(want["tags"]),
            Overwrite=False,
        )

    def update(self, want: State, have: State) -> None:
        if want["value"] and have["value"] != want["value"]:
            # A new version takes AWS's own key unless it is told the one that is there.
            key = {"KeyId": have["key"]} if have["key"] else {}
            value = self.given[want["name"]]
            self.client.put_parameter(Name=want["name"], Type=want["type"], Value=value, Overwrite=True, **key)
        about = {"ResourceType": "Parameter", "ResourceId": want["name"]}
        if gone := [tag for tag in have["tags"] if tag not in want["tags"]]:
            self.client.remove_tags_from_resource(**about, TagKeys=gone)
        if want["tags"] not in ({}, have["tags"]):
            self.client.add_tags_to_resource(**about, Tags=ansible_dict_to_boto3_tag_list(want["tags"]))

    def delete(self, have: State) -> None:
        self.client.delete_parameter(Name=have["name"])

    def _compared(self, name: str) -> str:
        held = self.client.get_parameter(Name=name, WithDecryption=True)["Parameter"]["Value"]
        return GIVEN if held == self.given[name] else OTHER


def main() -> None:
    run(Secret, DOCUMENTATION)


if __name__ == "__main__":
    main()
