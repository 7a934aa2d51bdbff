"""What a bucket holds, and its end."""

from __future__ import annotations

from typing import Any

from ansible_collections.amazon.aws.plugins.module_utils.modules import AnsibleAWSModule
from ansible_collections.sluice.aws.plugins.module_utils.clients import client
from ansible_collections.sluice.aws.plugins.module_utils.refusals import RefusedError
from ansible_collections.sluice.aws.plugins.module_utils.surrender import is_surrendered
from botocore.exceptions import ClientError


def is_kept(module: AnsibleAWSModule, bucket: str) -> bool:
    """Whether it is there, holds something, and nobody has given that up."""
    s3 = client(module, "s3")
    return exists(s3, bucket) and not is_surrendered(module, bucket) and not is_empty(s3, bucket)


def exists(s3: Any, bucket: str) -> bool:
    """Raises RefusedError where it is not ours to see."""
    try:
        s3.head_bucket(Bucket=bucket)
    except ClientError as error:
        if error.response["Error"]["Code"] == "404":
            return False
        if error.response["Error"]["Code"] == "403":
            raise RefusedError(
                "it is another account's, or these credentials lack the permission s3:ListBucket"
            ) from error
        raise
    return True


def is_empty(s3: Any, bucket: str) -> bool:
    """Neither an object nor a version nor a delete marker is left, all of which keep a bucket from going."""
    found = s3.list_object_versions(Bucket=bucket, MaxKeys=1)
    return not found.get("Versions") and not found.get("DeleteMarkers")


def empty(s3: Any, bucket: str) -> None:
    """Removes every version, delete marker and unfinished upload; raises RefusedError where S3 keeps one."""
    for page in s3.get_paginator("list_object_versions").paginate(Bucket=bucket):
        held = [
            {"Key": each["Key"], "VersionId": each["VersionId"]}
            for each in [*page.get("Versions", []), *page.get("DeleteMarkers", [])]
        ]
        if held:
            # A page holds 1,000 at most, and so does a deletion: Amazon S3 API Reference, DeleteObjects.
            answer = s3.delete_objects(Bucket=bucket, Delete={"Objects": held, "Quiet": True})
            _refuse(answer.get("Errors", []))
    for page in s3.get_paginator("list_multipart_uploads").paginate(Bucket=bucket):
        for upload in page.get("Uploads", []):
            s3.abort_multipart_upload(Bucket=bucket, Key=upload["Key"], UploadId=upload["UploadId"])


def _refuse(errors: list[dict[str, str]]) -> None:
    if errors:
        first = errors[0]
        raise RefusedError(f"S3 keeps {len(errors)} of its objects, {first['Key']} for {first['Code']}")
