"""What the account has before its first estate, by account.yml."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ansible_collections.amazon.aws.plugins.module_utils.modules import AnsibleAWSModule
from ansible_collections.sluice.aws.plugins.module_utils.clients import client
from ansible_collections.sluice.aws.plugins.module_utils.doctor.finding import Finding, right, wrong
from botocore.exceptions import ClientError


def buckets(module: AnsibleAWSModule, want: dict[str, Any]) -> Iterator[Finding]:
    s3 = client(module, "s3")
    for name in want["buckets"]:
        try:
            s3.head_bucket(Bucket=name, ExpectedBucketOwner=want["account"])
        except ClientError as error:
            if error.response["Error"]["Code"] not in ("404", "NoSuchBucket"):
                raise
            then = f"ansible-playbook -i inventory/account account.yml --limit {want['inventory']}"
            yield wrong("account bucket", f"{name} is not there", then)
        else:
            yield right("account bucket", f"{name} is there")
