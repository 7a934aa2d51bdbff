#!/usr/bin/python
"""Policies of IAM that stand for themselves, as a list."""

from __future__ import annotations

DOCUMENTATION = r"""
module: managed_policy
short_description: Managed policies of IAM, such as the boundaries of roles
description:
  - Brings a list of policies to the wanted state. A change is a new default version; the oldest goes where there are
    five, which is all that IAM keeps (IAM and AWS STS quotas).
  - Exists since C(amazon.aws.iam_managed_policy) shows no difference.
options:
  policies:
    description: The policies.
    type: list
    elements: dict
    required: true
    suboptions:
      name: {description: The policy's name., type: str, required: true}
      document: {description: What it says., type: dict, required: true}
      tags: {description: Tags of the policy., type: dict, default: {}}
extends_documentation_fragment:
  - sluice.aws.resource
  - amazon.aws.common.modules
  - amazon.aws.region.modules
  - amazon.aws.boto3
"""

EXAMPLES = r"""
- name: The boundary is there
  sluice.aws.managed_policy:
    policies: [{name: sluice-boundary, document: "{{ boundary }}"}]
"""

RETURN = r"""
changes:
  description: One entry for each policy that was changed or would be.
  type: list
  elements: dict
  returned: always
"""

import json

from ansible_collections.amazon.aws.plugins.module_utils.tagging import (
    ansible_dict_to_boto3_tag_list,
    boto3_tag_list_to_ansible_dict,
)
from ansible_collections.sluice.aws.plugins.module_utils.resource import Resource, State, run

VERSIONS = 5  # that IAM keeps of a policy: IAM and AWS STS quotas


class ManagedPolicy(Resource):
    service = "iam"
    kind = "managed policy"
    option = "policies"

    def read_all(self, items: list[State]) -> None:
        pages = self.client.get_paginator("list_policies").paginate(Scope="Local")
        names = {item["name"] for item in items}
        known = [each for page in pages for each in page["Policies"]]
        self.arns = {each["PolicyName"]: each["Arn"] for each in known if each["PolicyName"] in names}

    def read(self, want: State) -> State | None:
        arn = self.arns.get(want["name"])
        if arn is None:
            return None
        policy = self.client.get_policy(PolicyArn=arn)["Policy"]
        version = self.client.get_policy_version(PolicyArn=arn, VersionId=policy["DefaultVersionId"])
        return {
            "name": want["name"],
            "document": version["PolicyVersion"]["Document"],
            "tags": boto3_tag_list_to_ansible_dict(policy.get("Tags", [])),
            "arn": arn,
        }

    def create(self, want: State) -> None:
        self.client.create_policy(
            PolicyName=want["name"],
            PolicyDocument=json.dumps(want["document"]),
            Tags=ansible_dict_to_boto3_tag_list(want["tags"]),
        )

    def update(self, want: State, have: State) -> None:
        if want["document"] != have["document"]:
            kept = self._versions_beside_the_default(have["arn"])
            for version in kept[VERSIONS - 2 :]:
                self.client.delete_policy_version(PolicyArn=have["arn"], VersionId=version)
            self.client.create_policy_version(
                PolicyArn=have["arn"], PolicyDocument=json.dumps(want["document"]), SetAsDefault=True
            )
        gone = [tag for tag in have["tags"] if tag not in want["tags"]]
        if gone:
            self.client.untag_policy(PolicyArn=have["arn"], TagKeys=gone)
        if want["tags"]:
            self.client.tag_policy(PolicyArn=have["arn"], Tags=ansible_dict_to_boto3_tag_list(want["tags"]))

    def delete(self, have: State) -> None:
        for version in self._versions_beside_the_default(have["arn"]):
            self.client.delete_policy_version(PolicyArn=have["arn"], VersionId=version)
        self.client.delete_policy(PolicyArn=have["arn"])

    def _versions_beside_the_default(self, arn: str) -> list[str]:
        """Newest first."""
        versions = self.client.list_policy_versions(PolicyArn=arn)["Versions"]
        beside = [each for each in versions if not each["IsDefaultVersion"]]
        return [each["VersionId"] for each in sorted(beside, key=lambda each: each["CreateDate"], reverse=True)]


def main() -> None:
    run(ManagedPolicy, DOCUMENTATION)


if __name__ == "__main__":
    main()
