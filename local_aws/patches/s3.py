"""Buckets."""

import json
from typing import Any

from moto.iam.access_control import IAMPolicy, PermissionResult
from moto.s3.models import FakeBucket

from local_aws.patches.wrap import wrap


def conditions_of_a_bucket_policy_are_ignored() -> None:
    """A Deny on a condition (TLS only) must not deny everything: as moto cannot test it, it denies nothing."""

    def get_permission(_original: Any, bucket: FakeBucket, action: str, resource: str) -> PermissionResult:
        policy = json.loads(bucket.policy or '{"Statement": []}')
        policy["Statement"] = [each for each in policy["Statement"] if not _conditional_deny(each)]
        if not policy["Statement"]:
            return PermissionResult.NEUTRAL
        return IAMPolicy(json.dumps(policy)).is_action_permitted(action, resource)

    wrap(FakeBucket, "get_permission", get_permission)


def _conditional_deny(statement: dict[str, Any]) -> bool:
    return statement["Effect"] == "Deny" and "Condition" in statement
