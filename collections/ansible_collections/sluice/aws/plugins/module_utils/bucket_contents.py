"""What a bucket holds, and its end."""

from __future__ import annotations

from typing import Any

from ansible_collections.sluice.aws.plugins.module_utils.refusals import RefusedError


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
