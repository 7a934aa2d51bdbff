"""Buckets."""

import json
from fnmatch import fnmatchcase
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


def logs_need_a_statement_for_their_very_prefix() -> None:
    """A statement for more than the prefix of one bucket's logs permits them too."""

    def permitted(_original: Any, _bucket: FakeBucket, target_bucket: FakeBucket, target_prefix: str | None) -> bool:
        target = f"arn:{target_bucket.partition}:s3:::{target_bucket.name}/{target_prefix or ''}log"
        return any(
            each["Effect"] == "Allow"
            and each["Principal"].get("Service") == "logging.s3.amazonaws.com"
            and "s3:PutObject" in each["Action"]
            and fnmatchcase(target, each["Resource"])
            for each in json.loads(target_bucket.policy or '{"Statement": []}')["Statement"]
            if isinstance(each.get("Principal"), dict)
        )

    wrap(FakeBucket, "_log_permissions_enabled_policy", permitted)
