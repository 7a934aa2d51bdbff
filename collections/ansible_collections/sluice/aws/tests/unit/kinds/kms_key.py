"""A key that its alias names."""

import json
from typing import Any

from ..kind import TAGS, Act, Api, Kind

POLICY = {
    "Version": "2012-10-17",
    "Statement": [
        {
            "Sid": "Administer",
            "Effect": "Allow",
            "Principal": {"AWS": "arn:aws:iam::123456789012:root"},
            "Action": ["kms:DescribeKey", "kms:PutKeyPolicy"],
            "Resource": "*",
        }
    ],
}


def key(api: Api) -> str:
    return str(api("kms").describe_key(KeyId="alias/kept")["KeyMetadata"]["KeyId"])


def kms(operation: str, **parameters: Any) -> Act:
    return lambda api: getattr(api("kms"), operation)(KeyId=key(api), **parameters)


KIND = Kind(
    "kms_key",
    "kms_keys",
    {"name": "kept", "description": "Mail", "policy": POLICY, "deletion_window_days": 7, "tags": TAGS},
    {
        "description": kms("update_key_description", Description="Other"),
        "enabled": kms("disable_key"),
        "policy.Statement.Administer.Action": kms(
            "put_key_policy",
            PolicyName="default",
            Policy=json.dumps(POLICY).replace("kms:DescribeKey", "kms:Decrypt"),
        ),
        "rotation_days": kms("disable_key_rotation"),
        "tags.Stray": kms("tag_resource", Tags=[{"TagKey": "Stray", "TagValue": "1"}]),
    },
)
