"""Drifts of where mail waits, where it is kept, and what is told of it."""

import json

from .drift import ACCOUNT, ESTATE, REGION, STRAY, Aws, Drift

BUCKET = f"{ESTATE}-mail-{ACCOUNT}"
INSIGHTS = f"/aws/ecs/containerinsights/{ESTATE}/performance"
PRODUCER = f"arn:aws:iam::{ACCOUNT}:role/{ESTATE}-producer"


def queue(aws: Aws) -> None:
    sqs = aws("sqs")
    there = {"QueueUrl": sqs.get_queue_url(QueueName=f"{ESTATE}-mail")["QueueUrl"]}
    policy = json.loads(sqs.get_queue_attributes(AttributeNames=["Policy"], **there)["Attributes"]["Policy"])
    policy["Statement"] = [each for each in policy["Statement"] if each["Sid"] != "NobodyDropsWhatWasAccepted"]
    redrive = {"deadLetterTargetArn": f"arn:aws:sqs:{REGION}:{ACCOUNT}:{ESTATE}-mail-dead", "maxReceiveCount": 1}
    changed = {
        "VisibilityTimeout": "7",
        "MessageRetentionPeriod": "60",
        "SqsManagedSseEnabled": "false",
        "RedrivePolicy": json.dumps(redrive),
        "Policy": json.dumps(policy),
    }
    sqs.set_queue_attributes(Attributes=changed, **there)
    sqs.tag_queue(Tags={"Stray": "1"}, **there)


def dead_letter_queue(aws: Aws) -> None:
    sqs = aws("sqs")
    there = sqs.get_queue_url(QueueName=f"{ESTATE}-mail-dead")["QueueUrl"]
    other = {"redrivePermission": "byQueue", "sourceQueueArns": [f"arn:aws:sqs:{REGION}:{ACCOUNT}:other"]}
    sqs.set_queue_attributes(QueueUrl=there, Attributes={"RedriveAllowPolicy": json.dumps(other)})


def bucket(aws: Aws) -> None:
    s3, there = aws("s3"), {"Bucket": BUCKET}
    policy = json.loads(s3.get_bucket_policy(**there)["Policy"])
    (tls,) = (each for each in policy["Statement"] if each["Sid"] == "TlsOnly")
    tls["Action"] = "s3:GetObject"
    s3.put_bucket_policy(Policy=json.dumps(policy), **there)
    s3.put_bucket_versioning(VersioningConfiguration={"Status": "Suspended"}, **there)
    encryption = s3.get_bucket_encryption(**there)["ServerSideEncryptionConfiguration"]
    encryption["Rules"][0]["BucketKeyEnabled"] = False
    s3.put_bucket_encryption(ServerSideEncryptionConfiguration=encryption, **there)
    s3.put_bucket_lifecycle_configuration(LifecycleConfiguration={"Rules": [OTHER_RETENTION]}, **there)
    s3.put_public_access_block(PublicAccessBlockConfiguration={"BlockPublicAcls": True}, **there)
    s3.put_bucket_ownership_controls(OwnershipControls={"Rules": [{"ObjectOwnership": "ObjectWriter"}]}, **there)
    s3.put_bucket_logging(BucketLoggingStatus={}, **there)
    s3.delete_bucket_tagging(**there)


OTHER_RETENTION = {
    "ID": "retention",
    "Status": "Enabled",
    "Filter": {"Prefix": ""},
    "Expiration": {"Days": 1},
    "NoncurrentVersionExpiration": {"NoncurrentDays": 7},
    "AbortIncompleteMultipartUpload": {"DaysAfterInitiation": 7},
}


def log_group(aws: Aws) -> None:
    logs, there = aws("logs"), {"logGroupName": INSIGHTS}
    logs.delete_retention_policy(**there)
    logs.tag_log_group(tags={"Stray": "1"}, **there)


DRIFTS = (
    Drift(
        f"queue {ESTATE}-mail",
        queue,
        {
            "visibility_timeout_seconds": [7, 30],
            "message_retention_seconds": [60, 345600],
            "managed_encryption": [False, True],
            "max_receive_count": [1, 10],
            "policy.Statement.NobodyDropsWhatWasAccepted": [
                None,
                {
                    "Effect": "Deny",
                    "Principal": {"AWS": "*"},
                    "Action": "sqs:PurgeQueue",
                    "Resource": f"arn:aws:sqs:{REGION}:{ACCOUNT}:{ESTATE}-mail",
                },
            ],
            **STRAY,
        },
    ),
    Drift(f"queue {ESTATE}-mail-dead", dead_letter_queue, {"redrive_sources": [["other"], [f"{ESTATE}-mail"]]}),
    Drift(
        f"bucket {BUCKET}",
        bucket,
        {
            "policy.Statement.TlsOnly.Action": ["s3:GetObject", "s3:*"],
            "versioning": ["Suspended", "Enabled"],
            "encryption.bucket_key": [False, True],
            "lifecycle.retention.days": [1, 30],
            "public_access.BlockPublicPolicy": [False, True],
            "public_access.IgnorePublicAcls": [False, True],
            "public_access.RestrictPublicBuckets": [False, True],
            "ownership": ["ObjectWriter", "BucketOwnerEnforced"],
            "access_logs.bucket": ["", f"sluice-logs-{ACCOUNT}-{REGION}"],
            "access_logs.prefix": ["", f"buckets/{BUCKET}/"],
            "tags.Project": [None, "sluice"],
            "tags.Environment": [None, "local"],
            "tags.ManagedBy": [None, "ansible"],
        },
    ),
    Drift(f"log group {INSIGHTS}", log_group, {"retention_days": [None, 30], **STRAY}),
)
