"""A log group that is encrypted by a key of ours."""

from typing import Any

from ..kind import TAGS, Act, Api, Kind

NAME = "/sluice/producer"


def neighbours(api: Api) -> None:
    kms = api("kms")
    kms.create_alias(AliasName="alias/logs", TargetKeyId=kms.create_key()["KeyMetadata"]["KeyId"])


def logs(operation: str, **parameters: Any) -> Act:
    return lambda api: getattr(api("logs"), operation)(logGroupName=NAME, **parameters)


KIND = Kind(
    "log_group",
    "log_groups",
    {"name": NAME, "retention_days": 400, "key": "logs", "tags": TAGS},
    {
        "retention_days": logs("delete_retention_policy"),
        "key": logs("disassociate_kms_key"),
        "tags.Project": logs("untag_log_group", tags=["Project"]),
    },
    neighbours=neighbours,
)
