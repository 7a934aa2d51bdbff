#!/usr/bin/python
"""KMS keys by the alias that names them, as a list."""

from __future__ import annotations

DOCUMENTATION = r"""
module: kms_key
short_description: Symmetric KMS keys with their alias, policy and rotation
description:
  - Brings a list of keys to the wanted state, found by their alias.
  - A removed key waits for its deletion as long as the inventory says, and counts as absent meanwhile. It keeps its
    alias, so that the same key comes back, with all that it encrypts, where it is wanted again before.
  - Exists since C(amazon.aws.kms_key) names no field that drifted.
options:
  kms_keys:
    description: The keys.
    type: list
    elements: dict
    required: true
    suboptions:
      name: {description: The alias without C(alias/)., type: str, required: true}
      description: {description: What it encrypts., type: str, default: ""}
      policy: {description: The key policy., type: dict, required: true}
      bucket:
        description: Name of the bucket that it encrypts, as long as which stays the key stays too; none if empty.
        type: str
        default: ""
      rotation_days: {description: Days after which its material is new; 90 to 2560., type: int, default: 365}
      deletion_window_days: {description: Days that a removed key can come back; 7 to 30., type: int, default: 30}
      tags: {description: Tags of the key., type: dict, default: {}}
extends_documentation_fragment:
  - sluice.aws.resource
  - amazon.aws.common.modules
  - amazon.aws.region.modules
  - amazon.aws.boto3
"""

EXAMPLES = r"""
- name: The key of the mail bucket is there
  sluice.aws.kms_key:
    kms_keys: [{name: sluice-dev-mail, policy: "{{ policy }}"}]
"""

RETURN = r"""
changes:
  description: One entry for each key that was changed or would be.
  type: list
  elements: dict
  returned: always
"""

import json

from ansible_collections.sluice.aws.plugins.module_utils import policies
from ansible_collections.sluice.aws.plugins.module_utils.bucket_contents import is_kept
from ansible_collections.sluice.aws.plugins.module_utils.changes import differences
from ansible_collections.sluice.aws.plugins.module_utils.kms_lookup import kms_keys
from ansible_collections.sluice.aws.plugins.module_utils.resource import Resource, State, run


class KmsKey(Resource):
    service = "kms"
    kind = "KMS key"
    option = "kms_keys"
    holds_data = True

    def wanted(self, item: State) -> State:
        return {**item, "policy": policies.readable(item["policy"]), "enabled": True}

    def read(self, want: State) -> State | None:
        found = kms_keys(self.module, want["name"])
        if not found or found[0]["KeyState"] == "PendingDeletion":
            return None
        key = found[0]["KeyId"]
        rotation = self.client.get_key_rotation_status(KeyId=key)
        tags = self.client.list_resource_tags(KeyId=key)["Tags"]
        return {
            "name": want["name"],
            "id": key,
            "description": found[0]["Description"],
            "enabled": found[0]["Enabled"],
            "policy": policies.readable(
                json.loads(self.client.get_key_policy(KeyId=key, PolicyName="default")["Policy"])
            ),
            "rotation_days": rotation.get("RotationPeriodInDays", 365) if rotation["KeyRotationEnabled"] else None,
            "bucket": want["bucket"],  # nothing of the key, and so the next one
            "deletion_window_days": want["deletion_window_days"],  # told to AWS only with the removal
            "tags": {tag["TagKey"]: tag["TagValue"] for tag in tags},
        }

    def create(self, want: State) -> None:
        if waiting := kms_keys(self.module, want["name"]):
            self.client.cancel_key_deletion(KeyId=waiting[0]["KeyId"])
            self.client.enable_key(KeyId=waiting[0]["KeyId"])
            self.update(want, self.read(want) or {})
            return
        key = self.client.create_key(
            Description=want["description"], Policy=_json(want), Tags=_tags(want["tags"]), KeyUsage="ENCRYPT_DECRYPT"
        )["KeyMetadata"]["KeyId"]
        # At once, since nobody finds a key without its alias; what comes after it, the next run can mend.
        self.client.create_alias(AliasName=f"alias/{want['name']}", TargetKeyId=key)
        self.client.enable_key_rotation(KeyId=key, RotationPeriodInDays=want["rotation_days"])

    def update(self, want: State, have: State) -> None:
        key = have["id"]
        changed = {field.split(".")[0] for field in differences(want, have)}
        if "enabled" in changed:
            self.client.enable_key(KeyId=key)
        if "description" in changed:
            self.client.update_key_description(KeyId=key, Description=want["description"])
        if "policy" in changed:
            self.client.put_key_policy(KeyId=key, PolicyName="default", Policy=_json(want))
        if "rotation_days" in changed:
            self.client.enable_key_rotation(KeyId=key, RotationPeriodInDays=want["rotation_days"])
        if gone := [tag for tag in have["tags"] if tag not in want["tags"]]:
            self.client.untag_resource(KeyId=key, TagKeys=gone)
        if "tags" in changed and want["tags"]:
            self.client.tag_resource(KeyId=key, Tags=_tags(want["tags"]))

    def delete(self, have: State) -> None:
        self.client.schedule_key_deletion(KeyId=have["id"], PendingWindowInDays=have["deletion_window_days"])

    def stays(self, have: State) -> str | None:
        if not (have["bucket"] and is_kept(self.module, have["bucket"])):
            return None
        return f"it encrypts what the bucket {have['bucket']} holds"

    def remnant(self, want: State) -> str | None:
        found = kms_keys(self.module, want["name"])
        if not found or found[0]["KeyState"] != "PendingDeletion":
            return None
        return f"AWS deletes it on {found[0]['DeletionDate']:%Y-%m-%d}, and an apply before that brings it back"


def _json(want: State) -> str:
    return json.dumps(policies.document(want["policy"]))


def _tags(tags: dict[str, str]) -> list[dict[str, str]]:
    return [{"TagKey": key, "TagValue": value} for key, value in tags.items()]


def main() -> None:
    run(KmsKey, DOCUMENTATION)


if __name__ == "__main__":
    main()
