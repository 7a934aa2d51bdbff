"""The settings of a bucket in the inventory's words: how each is read, and how each is written."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from ansible_collections.amazon.aws.plugins.module_utils.tagging import (
    ansible_dict_to_boto3_tag_list,
    boto3_tag_list_to_ansible_dict,
)
from ansible_collections.sluice.aws.plugins.module_utils import bucket_lifecycle, policies
from ansible_collections.sluice.aws.plugins.module_utils.refusals import RefusedError
from botocore.exceptions import ClientError

Settings = dict[str, Any]

# What S3 answers where a setting was never made.
UNSET = (
    "NoSuchBucketPolicy",
    "NoSuchLifecycleConfiguration",
    "NoSuchPublicAccessBlockConfiguration",
    "NoSuchTagSet",
    "OwnershipControlsNotFoundError",
    "ServerSideEncryptionConfigurationNotFoundError",
)

CLOSED = {"BlockPublicAcls": True, "BlockPublicPolicy": True, "IgnorePublicAcls": True, "RestrictPublicBuckets": True}
"""All four blocks of public access: S3.1, .2, .3 and .8."""


def read(s3: Any, bucket: str) -> Settings:
    def asked(call: Callable[..., Any]) -> Any:
        try:
            return call(Bucket=bucket)
        except ClientError as error:
            if error.response["Error"]["Code"] in UNSET:
                return {}
            raise

    block = asked(s3.get_public_access_block).get("PublicAccessBlockConfiguration", {})
    owned = asked(s3.get_bucket_ownership_controls).get("OwnershipControls", {"Rules": [{}]})["Rules"][0]
    policy = asked(s3.get_bucket_policy).get("Policy")
    logs = asked(s3.get_bucket_logging).get("LoggingEnabled", {})
    return {
        "versioning": asked(s3.get_bucket_versioning).get("Status", "Off"),
        "encryption": _encryption(asked(s3.get_bucket_encryption)),
        "public_access": {field: block.get(field, False) for field in CLOSED},
        "ownership": owned.get("ObjectOwnership", "ObjectWriter"),
        "policy": policies.readable(json.loads(policy)) if policy else None,
        "lifecycle": bucket_lifecycle.readable(asked(s3.get_bucket_lifecycle_configuration).get("Rules", [])),
        "access_logs": {"bucket": logs.get("TargetBucket", ""), "prefix": logs.get("TargetPrefix", "")},
        "tags": dict(boto3_tag_list_to_ansible_dict(asked(s3.get_bucket_tagging).get("TagSet", []))),
    }


def _encryption(answer: Any) -> Settings:
    rule = answer.get("ServerSideEncryptionConfiguration", {"Rules": [{}]})["Rules"][0]
    default = rule.get("ApplyServerSideEncryptionByDefault", {})
    return {
        "algorithm": default.get("SSEAlgorithm"),
        "key": default.get("KMSMasterKeyID", ""),
        "bucket_key": rule.get("BucketKeyEnabled", False),
    }


def _write_versioning(s3: Any, bucket: str, status: str) -> None:
    s3.put_bucket_versioning(Bucket=bucket, VersioningConfiguration={"Status": status})


def _write_encryption(s3: Any, bucket: str, encryption: Settings) -> None:
    key = {"KMSMasterKeyID": encryption["key"]} if encryption["key"] else {}
    default = {"SSEAlgorithm": encryption["algorithm"], **key}
    rule = {"ApplyServerSideEncryptionByDefault": default, "BucketKeyEnabled": encryption["bucket_key"]}
    s3.put_bucket_encryption(Bucket=bucket, ServerSideEncryptionConfiguration={"Rules": [rule]})


def _write_public_access(s3: Any, bucket: str, blocks: Settings) -> None:
    s3.put_public_access_block(Bucket=bucket, PublicAccessBlockConfiguration=blocks)


def _write_ownership(s3: Any, bucket: str, ownership: str) -> None:
    s3.put_bucket_ownership_controls(Bucket=bucket, OwnershipControls={"Rules": [{"ObjectOwnership": ownership}]})


def _write_policy(s3: Any, bucket: str, policy: Settings) -> None:
    s3.put_bucket_policy(Bucket=bucket, Policy=json.dumps(policies.document(policy)))


def _write_access_logs(s3: Any, bucket: str, logs: Settings) -> None:
    target = {"LoggingEnabled": {"TargetBucket": logs["bucket"], "TargetPrefix": logs["prefix"]}}
    try:
        s3.put_bucket_logging(Bucket=bucket, BucketLoggingStatus=target if logs["bucket"] else {})
    except ClientError as error:
        if error.response["Error"]["Code"] != "InvalidTargetBucketForLogging":
            raise
        raise RefusedError(
            f"{logs['bucket']} does not take its access logs: it is made once per account and region, "
            "before any estate (ansible-playbook -i inventory/account account.yml --limit ACCOUNT)"
        ) from error


def _write_tags(s3: Any, bucket: str, tags: Settings) -> None:
    if tags:
        s3.put_bucket_tagging(Bucket=bucket, Tagging={"TagSet": ansible_dict_to_boto3_tag_list(tags)})
    else:
        s3.delete_bucket_tagging(Bucket=bucket)


WRITE: dict[str, Callable[[Any, str, Any], None]] = {
    # In this order a new bucket is never open for a moment.
    "public_access": _write_public_access,
    "ownership": _write_ownership,
    "policy": _write_policy,
    "encryption": _write_encryption,
    "versioning": _write_versioning,
    "lifecycle": bucket_lifecycle.write,
    "access_logs": _write_access_logs,
    "tags": _write_tags,
}
