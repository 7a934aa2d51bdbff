"""IAM roles with the one policy that says what they may do; it stands and falls with its role."""

from __future__ import annotations

import json
from contextlib import suppress

from ansible_collections.amazon.aws.plugins.module_utils.tagging import (
    ansible_dict_to_boto3_tag_list,
    boto3_tag_list_to_ansible_dict,
)
from ansible_collections.sluice.aws.plugins.module_utils import policies
from ansible_collections.sluice.aws.plugins.module_utils.resource import Resource, State

POLICY_NAME = "work"


class Role(Resource):
    service = "iam"
    kind = "role"
    option = "roles"

    def wanted(self, item: State) -> State:
        return {
            **item,
            "trust": policies.readable(item["trust"]),
            "policy": policies.readable(policies.with_keys(self.module, item["policy"])),
        }

    def read(self, want: State) -> State | None:
        try:
            role = self.client.get_role(RoleName=want["name"])["Role"]
        except self.client.exceptions.NoSuchEntityException:
            return None
        policy = None
        with suppress(self.client.exceptions.NoSuchEntityException):
            policy = self.client.get_role_policy(RoleName=want["name"], PolicyName=POLICY_NAME)["PolicyDocument"]
        return {
            "name": want["name"],
            "trust": policies.readable(role["AssumeRolePolicyDocument"]),
            "policy": policies.readable(policy),
            "permissions_boundary": role.get("PermissionsBoundary", {}).get("PermissionsBoundaryArn"),
            "tags": boto3_tag_list_to_ansible_dict(role.get("Tags", [])),
        }

    def create(self, want: State) -> None:
        boundary = want["permissions_boundary"]
        self.client.create_role(
            RoleName=want["name"],
            AssumeRolePolicyDocument=_json(want["trust"]),
            Tags=ansible_dict_to_boto3_tag_list(want["tags"]),
            **({"PermissionsBoundary": boundary} if boundary else {}),
        )
        self._allow(want)

    def update(self, want: State, have: State) -> None:
        self.client.update_assume_role_policy(RoleName=want["name"], PolicyDocument=_json(want["trust"]))
        if want["permissions_boundary"]:
            self.client.put_role_permissions_boundary(
                RoleName=want["name"], PermissionsBoundary=want["permissions_boundary"]
            )
        self._allow(want)
        gone = [tag for tag in have["tags"] if tag not in want["tags"]]
        if gone:
            self.client.untag_role(RoleName=want["name"], TagKeys=gone)
        if want["tags"]:
            self.client.tag_role(RoleName=want["name"], Tags=ansible_dict_to_boto3_tag_list(want["tags"]))

    def delete(self, have: State) -> None:
        # A policy that somebody else put beside ours would keep the role from going.
        for name in self.client.list_role_policies(RoleName=have["name"])["PolicyNames"]:
            self.client.delete_role_policy(RoleName=have["name"], PolicyName=name)
        for attached in self.client.list_attached_role_policies(RoleName=have["name"])["AttachedPolicies"]:
            self.client.detach_role_policy(RoleName=have["name"], PolicyArn=attached["PolicyArn"])
        for held in self.client.list_instance_profiles_for_role(RoleName=have["name"])["InstanceProfiles"]:
            self.client.remove_role_from_instance_profile(
                InstanceProfileName=held["InstanceProfileName"], RoleName=have["name"]
            )
        self.client.delete_role(RoleName=have["name"])

    def _allow(self, want: State) -> None:
        self.client.put_role_policy(RoleName=want["name"], PolicyName=POLICY_NAME, PolicyDocument=_json(want["policy"]))


def _json(policy: State) -> str:
    return json.dumps(policies.document(policy))
