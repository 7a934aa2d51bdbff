#!/usr/bin/python
"""ECR repositories with their policies, as a list."""

from __future__ import annotations

DOCUMENTATION = r"""
module: ecr_repository
short_description: ECR repositories with lifecycle and repository policy
description:
  - Brings a list of repositories to the wanted state. One that still holds images is never removed.
  - Exists since C(community.aws.ecs_ecr) shows no difference, does not tag and sets no scanning without asking again.
options:
  repositories:
    description: The repositories.
    type: list
    elements: dict
    required: true
    suboptions:
      name: {description: The repository's name., type: str, required: true}
      immutable_tags: {description: Whether a tag can be set only once., type: bool, default: true}
      scan_on_push: {description: Whether each image is scanned as it arrives., type: bool, default: true}
      lifecycle: {description: Lifecycle policy., type: dict, required: true}
      policy: {description: Policy that says who else may use the repository., type: dict, required: true}
      tags: {description: Tags of the repository., type: dict, default: {}}
extends_documentation_fragment:
  - sluice.aws.resource
  - amazon.aws.common.modules
  - amazon.aws.region.modules
  - amazon.aws.boto3
"""

EXAMPLES = r"""
- name: The producer's repository is there
  sluice.aws.ecr_repository:
    repositories: [{name: sluice/producer, lifecycle: "{{ lifecycle }}", policy: "{{ policy }}"}]
"""

RETURN = r"""
changes:
  description: One entry for each repository that was changed or would be.
  type: list
  elements: dict
  returned: always
"""

import json
from typing import Any

from ansible_collections.amazon.aws.plugins.module_utils.tagging import (
    ansible_dict_to_boto3_tag_list,
    boto3_tag_list_to_ansible_dict,
)
from ansible_collections.sluice.aws.plugins.module_utils.resource import Resource, State, run

MUTABILITY = {True: "IMMUTABLE", False: "MUTABLE"}


class EcrRepository(Resource):
    service = "ecr"
    kind = "ECR repository"
    option = "repositories"

    def read(self, want: State) -> State | None:
        try:
            found = self.client.describe_repositories(repositoryNames=[want["name"]])["repositories"][0]
        except self.client.exceptions.RepositoryNotFoundException:
            return None
        tags = self.client.list_tags_for_resource(resourceArn=found["repositoryArn"])["tags"]
        return {
            "name": want["name"],
            "immutable_tags": found["imageTagMutability"] == MUTABILITY[True],
            "scan_on_push": found["imageScanningConfiguration"]["scanOnPush"],
            "lifecycle": self._lifecycle(want["name"]),
            "policy": self._policy(want["name"]),
            "tags": boto3_tag_list_to_ansible_dict(tags),
            "arn": found["repositoryArn"],
        }

    def create(self, want: State) -> None:
        self.client.create_repository(
            repositoryName=want["name"],
            imageTagMutability=MUTABILITY[want["immutable_tags"]],
            imageScanningConfiguration={"scanOnPush": want["scan_on_push"]},
            tags=ansible_dict_to_boto3_tag_list(want["tags"]),
        )
        self._put_policies(want)

    def update(self, want: State, have: State) -> None:
        repository = {"repositoryName": want["name"]}
        self.client.put_image_tag_mutability(**repository, imageTagMutability=MUTABILITY[want["immutable_tags"]])
        self.client.put_image_scanning_configuration(
            **repository, imageScanningConfiguration={"scanOnPush": want["scan_on_push"]}
        )
        self._put_policies(want)
        gone = [tag for tag in have["tags"] if tag not in want["tags"]]
        if gone:
            self.client.untag_resource(resourceArn=have["arn"], tagKeys=gone)
        if want["tags"]:
            self.client.tag_resource(resourceArn=have["arn"], tags=ansible_dict_to_boto3_tag_list(want["tags"]))

    def delete(self, have: State) -> None:
        self.client.delete_repository(repositoryName=have["name"])  # without force: AWS refuses while images are there

    def _put_policies(self, want: State) -> None:
        repository = {"repositoryName": want["name"]}
        self.client.put_lifecycle_policy(**repository, lifecyclePolicyText=json.dumps(want["lifecycle"]))
        self.client.set_repository_policy(**repository, policyText=json.dumps(want["policy"]))

    def _lifecycle(self, name: str) -> Any:
        try:
            return json.loads(self.client.get_lifecycle_policy(repositoryName=name)["lifecyclePolicyText"])
        except self.client.exceptions.LifecyclePolicyNotFoundException:
            return None

    def _policy(self, name: str) -> Any:
        try:
            return json.loads(self.client.get_repository_policy(repositoryName=name)["policyText"])
        except self.client.exceptions.RepositoryPolicyNotFoundException:
            return None


def main() -> None:
    run(EcrRepository, DOCUMENTATION)


if __name__ == "__main__":
    main()
