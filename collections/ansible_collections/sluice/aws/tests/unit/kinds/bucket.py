"""A bucket that is encrypted by a key of ours and logged into another one."""

import json
from typing import Any

from ..kind import TAGS, Act, Api, Kind

NAME = "sluice-mail"
POLICY = {
    "Version": "2012-10-17",
    "Statement": [
        {
            "Sid": "TlsOnly",
            "Effect": "Deny",
            "Principal": "*",
            "Action": "s3:*",
            "Resource": [f"arn:aws:s3:::{NAME}", f"arn:aws:s3:::{NAME}/*"],
            "Condition": {"Bool": {"aws:SecureTransport": False}},
        }
    ],
}
LOGGED = {"Service": "logging.s3.amazonaws.com"}


def neighbours(api: Api) -> None:
    s3, kms = api("s3"), api("kms")
    kms.create_alias(AliasName="alias/mail-bucket", TargetKeyId=kms.create_key()["KeyMetadata"]["KeyId"])
    s3.create_bucket(Bucket="sluice-logs", CreateBucketConfiguration={"LocationConstraint": s3.meta.region_name})
    takes = {"Effect": "Allow", "Principal": LOGGED, "Action": "s3:PutObject", "Resource": "arn:aws:s3:::sluice-logs/*"}
    s3.put_bucket_policy(Bucket="sluice-logs", Policy=json.dumps({"Version": "2012-10-17", "Statement": [takes]}))


def s3(operation: str, **parameters: Any) -> Act:
    return lambda api: getattr(api("s3"), operation)(Bucket=NAME, **parameters)


def encrypted(**default: Any) -> Act:
    rules = [{"ApplyServerSideEncryptionByDefault": default, "BucketKeyEnabled": True}]
    return s3("put_bucket_encryption", ServerSideEncryptionConfiguration={"Rules": rules})


def kept(**rule: Any) -> Act:
    rules = [{"ID": "retention", "Status": "Enabled", "Filter": {"Prefix": ""}, **rule}]
    return s3("put_bucket_lifecycle_configuration", LifecycleConfiguration={"Rules": rules})


KIND = Kind(
    "bucket",
    "buckets",
    {
        "name": NAME,
        "key": "mail-bucket",
        "policy": POLICY,
        "retention_days": 30,
        "noncurrent_retention_days": 7,
        "access_log_bucket": "sluice-logs",
        "access_log_prefix": "mail/",
        "tags": TAGS,
    },
    {
        "versioning": s3("put_bucket_versioning", VersioningConfiguration={"Status": "Suspended"}),
        "encryption.algorithm": encrypted(SSEAlgorithm="AES256"),
        "encryption.key": s3("delete_bucket_encryption"),
        "public_access.BlockPublicPolicy": s3(
            "put_public_access_block", PublicAccessBlockConfiguration={"BlockPublicAcls": True}
        ),
        "ownership": s3(
            "put_bucket_ownership_controls", OwnershipControls={"Rules": [{"ObjectOwnership": "ObjectWriter"}]}
        ),
        "policy": s3("delete_bucket_policy"),
        "policy.Statement.TlsOnly.Action": s3(
            "put_bucket_policy", Policy=json.dumps(POLICY).replace('"s3:*"', '"s3:GetObject"')
        ),
        "lifecycle.retention.days": kept(
            Expiration={"Days": 1},
            NoncurrentVersionExpiration={"NoncurrentDays": 7},
            AbortIncompleteMultipartUpload={"DaysAfterInitiation": 7},
        ),
        "lifecycle.retention": s3("delete_bucket_lifecycle"),
        "lifecycle.retention.Status": kept(Status="Disabled", Expiration={"Days": 30}),
        "access_logs.bucket": s3("put_bucket_logging", BucketLoggingStatus={}),
        "tags.Project": s3("delete_bucket_tagging"),
    },
    neighbours=neighbours,
)
