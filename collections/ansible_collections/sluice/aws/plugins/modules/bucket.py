#!/usr/bin/python
"""S3 buckets that are private, owned whole and kept for as long as said, as a list."""

from __future__ import annotations

DOCUMENTATION = r"""
module: bucket
short_description: Private S3 buckets with encryption, policy, retention and access logs
description:
  - Brings a list of buckets to the wanted state.
  - A bucket that holds something stays where the others go, unless it is among those that C(surrender) names.
  - Public access is always blocked, and the bucket's owner owns every object, so that no ACL counts.
  - Exists since C(amazon.aws.s3_bucket) names no field that drifted and knows neither lifecycle nor access logs.
options:
  buckets:
    description: The buckets.
    type: list
    elements: dict
    required: true
    suboptions:
      name: {description: The bucket's name., type: str, required: true}
      versioning: {description: Whether what is overwritten or deleted can be had back., type: bool, default: true}
      key:
        description:
          - Alias, without C(alias/), of the KMS key that encrypts new objects, by way of a Bucket Key.
          - S3's own key (SSE-S3) where it is empty, which is all that a target of logs may have.
        type: str
        default: ""
      policy:
        description: The resource policy; the ARN of a key's alias in it stands for the ARN of the key.
        type: dict
      retention_days: {description: Days after which an object is deleted; never where unsaid., type: int}
      noncurrent_retention_days: {description: Days that what was overwritten or deleted is kept., type: int}
      unfinished_upload_days: {description: Days after which an unfinished upload is dropped., type: int, default: 7}
      access_log_bucket:
        description: The bucket that takes the access logs, of the same account and region; none where it is empty.
        type: str
        default: ""
      access_log_prefix: {description: What the names of its access logs begin with., type: str, default: ""}
      tags: {description: Tags of the bucket., type: dict, default: {}}
extends_documentation_fragment:
  - sluice.aws.resource
  - amazon.aws.common.modules
  - amazon.aws.region.modules
  - amazon.aws.boto3
"""

EXAMPLES = r"""
- name: The mail bucket is there
  sluice.aws.bucket:
    buckets: [{name: sluice-dev-mail-123456789012, key: sluice-dev-mail, retention_days: 30}]
"""

RETURN = r"""
changes:
  description: One entry for each bucket that was changed or would be.
  type: list
  elements: dict
  returned: always
"""

from ansible_collections.sluice.aws.plugins.module_utils import (
    bucket_contents,
    bucket_lifecycle,
    bucket_settings,
    policies,
)
from ansible_collections.sluice.aws.plugins.module_utils.changes import differences
from ansible_collections.sluice.aws.plugins.module_utils.kms_lookup import kms_key_arn
from ansible_collections.sluice.aws.plugins.module_utils.resource import Resource, State, run
from ansible_collections.sluice.aws.plugins.module_utils.surrender import is_surrendered, way_on


class Bucket(Resource):
    service = "s3"
    kind = "bucket"
    option = "buckets"
    holds_data = True

    def wanted(self, item: State) -> State:
        key = kms_key_arn(self.module, item["key"]) if item["key"] else ""
        return {
            "name": item["name"],
            "public_access": bucket_settings.CLOSED,
            "ownership": "BucketOwnerEnforced",
            "policy": policies.readable(policies.with_keys(self.module, item["policy"])),
            "encryption": {"algorithm": "aws:kms" if key else "AES256", "key": key, "bucket_key": bool(key)},
            "versioning": "Enabled" if item["versioning"] else "Suspended",
            "lifecycle": bucket_lifecycle.wanted(
                item["retention_days"], item["noncurrent_retention_days"], item["unfinished_upload_days"]
            ),
            "access_logs": {"bucket": item["access_log_bucket"], "prefix": item["access_log_prefix"]},
            "tags": item["tags"],
        }

    def read(self, want: State) -> State | None:
        if not bucket_contents.exists(self.client, want["name"]):
            return None
        return {"name": want["name"], **bucket_settings.read(self.client, want["name"])}

    def create(self, want: State) -> None:
        region = self.client.meta.region_name
        # The one region that may not be named: Amazon S3 API Reference, CreateBucket.
        place = {} if region == "us-east-1" else {"CreateBucketConfiguration": {"LocationConstraint": region}}
        self.client.create_bucket(Bucket=want["name"], ObjectOwnership=want["ownership"], **place)
        self.client.get_waiter("bucket_exists").wait(Bucket=want["name"])
        self._write(want, bucket_settings.read(self.client, want["name"]))

    def update(self, want: State, have: State) -> None:
        self._write(want, have)

    def delete(self, have: State) -> None:
        if is_surrendered(self.module, have["name"]):
            bucket_contents.empty(self.client, have["name"])
        self.client.delete_bucket(Bucket=have["name"])

    def stays(self, have: State) -> str | None:
        if not bucket_contents.is_kept(self.module, have["name"]):
            return None
        return f"it holds objects; {way_on(have['name'])}"

    def _write(self, want: State, have: State) -> None:
        changed = {field.split(".")[0] for field in differences(want, have)}
        for field in (field for field in bucket_settings.WRITE if field in changed):
            bucket_settings.WRITE[field](self.client, want["name"], want[field])


def main() -> None:
    run(Bucket, DOCUMENTATION)


if __name__ == "__main__":
    main()
