"""The rows S3, SQS, KMS, SSM and CloudWatch of the security bar, on what site.yml really built."""

import json
from typing import Any

import pytest

from . import policies
from .policies import Client

YEAR = 365


@pytest.fixture
def bucket(account: str, estate_name: str) -> dict[str, str]:
    return {"Bucket": f"{estate_name}-mail-{account}"}


def test_no_bucket_can_be_made_public(aws: Client, bucket: dict[str, str]) -> None:
    """S3.1, .2, .3 and .8."""
    block = aws("s3").get_public_access_block(**bucket)["PublicAccessBlockConfiguration"]
    assert len(block) == 4
    assert all(block.values())


def test_no_acl_counts(aws: Client, bucket: dict[str, str]) -> None:
    """S3.12."""
    owned = aws("s3").get_bucket_ownership_controls(**bucket)["OwnershipControls"]["Rules"]
    assert owned == [{"ObjectOwnership": "BucketOwnerEnforced"}]


def test_mail_is_encrypted_by_its_own_key_with_a_bucket_key(
    aws: Client, bucket: dict[str, str], estate_name: str
) -> None:
    """S3.17."""
    (rule,) = aws("s3").get_bucket_encryption(**bucket)["ServerSideEncryptionConfiguration"]["Rules"]
    key = aws("kms").describe_key(KeyId=f"alias/{estate_name}-mail")["KeyMetadata"]["Arn"]
    assert rule["ApplyServerSideEncryptionByDefault"] == {"SSEAlgorithm": "aws:kms", "KMSMasterKeyID": key}
    assert rule["BucketKeyEnabled"] is True


def test_mail_is_versioned_and_ends(aws: Client, bucket: dict[str, str]) -> None:
    """S3.13 and S3.14."""
    assert aws("s3").get_bucket_versioning(**bucket)["Status"] == "Enabled"
    (rule,) = aws("s3").get_bucket_lifecycle_configuration(**bucket)["Rules"]
    assert rule["Status"] == "Enabled"
    assert rule["Filter"] == {"Prefix": ""}
    assert rule["Expiration"]["Days"] > 0
    assert rule["NoncurrentVersionExpiration"]["NoncurrentDays"] > 0
    assert rule["AbortIncompleteMultipartUpload"]["DaysAfterInitiation"] > 0


def test_whoever_touches_mail_is_logged(aws: Client, bucket: dict[str, str], account: str, region: str) -> None:
    """S3.9."""
    logged = aws("s3").get_bucket_logging(**bucket)["LoggingEnabled"]
    assert logged["TargetBucket"] == f"sluice-logs-{account}-{region}"


@pytest.fixture
def queues(aws: Client, estate_name: str) -> dict[str, dict[str, Any]]:
    """The attributes of each queue by the end of its name."""
    sqs = aws("sqs")
    urls = sqs.list_queues(QueueNamePrefix=f"{estate_name}-")["QueueUrls"]
    return {
        url.rsplit("/", 1)[-1].removeprefix(f"{estate_name}-"): sqs.get_queue_attributes(
            QueueUrl=url, AttributeNames=["All"]
        )["Attributes"]
        for url in urls
    }


def test_every_queue_is_encrypted(queues: dict[str, dict[str, Any]]) -> None:
    """SQS.1."""
    assert set(queues) == {"mail", "mail-dead"}
    assert all(queue["SqsManagedSseEnabled"] == "true" for queue in queues.values())


def test_what_fails_ten_times_is_kept_longer_than_what_waits(queues: dict[str, dict[str, Any]]) -> None:
    mail, dead = queues["mail"], queues["mail-dead"]
    assert int(dead["MessageRetentionPeriod"]) > int(mail["MessageRetentionPeriod"])
    redrive = json.loads(mail["RedrivePolicy"])
    assert redrive["deadLetterTargetArn"] == dead["QueueArn"]
    assert int(redrive["maxReceiveCount"]) == 10
    assert json.loads(dead["RedriveAllowPolicy"]) == {
        "redrivePermission": "byQueue",
        "sourceQueueArns": [mail["QueueArn"]],
    }


def test_every_key_gets_new_material_and_can_come_back(aws: Client, estate_name: str) -> None:
    """KMS.4."""
    kms, keys = aws("kms"), policies.keys(aws, estate_name)
    assert f"{estate_name}-mail" in keys
    for name, key in keys.items():
        assert kms.get_key_rotation_status(KeyId=key)["KeyRotationEnabled"], name
        assert kms.describe_key(KeyId=key)["KeyMetadata"]["KeyState"] == "Enabled", name


def test_every_secret_is_encrypted(aws: Client, estate_name: str) -> None:
    below = [{"Key": "Name", "Option": "BeginsWith", "Values": [f"/sluice/{estate_name}/"]}]
    found = aws("ssm").describe_parameters(ParameterFilters=below)["Parameters"]
    assert {each["Name"].rsplit("/", 1)[-1] for each in found} >= {"token", "admin-user", "admin-password"}
    assert {each["Type"] for each in found} == {"SecureString"}


def test_no_log_is_kept_for_ever(aws: Client, estate_name: str) -> None:
    """CloudWatch.16: a year in prod, where anybody may have to ask what happened."""
    pages = aws("logs").get_paginator("describe_log_groups").paginate()
    groups = [g for page in pages for g in page["logGroups"] if f"/{estate_name}" in g["logGroupName"]]
    assert {g["logGroupName"] for g in groups} >= {f"/sluice/{estate_name}/{name}" for name in ("producer", "consumer")}
    least = YEAR if estate_name.endswith("-prod") else 1
    for group in groups:
        assert group.get("retentionInDays", 0) >= least, group["logGroupName"]
