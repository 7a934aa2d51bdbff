"""A log group that is encrypted by a key of ours."""

from typing import Any

from ..kind import TAGS, Act, Api, Kind

NAME = "/sluice/producer"
ERRORS = {"name": "errors", "pattern": '{ $.level = "ERROR" }', "namespace": "Sluice", "metric": "errors"}
DECLINES = {
    "name": "declines",
    "pattern": "{ $.status >= 400 }",
    "namespace": "Sluice",
    "metric": "declines",
    "dimensions": {"outcome": "$.outcome"},
}
OTHER = {"metricName": "errors", "metricNamespace": "Other", "metricValue": "1"}


def neighbours(api: Api) -> None:
    kms = api("kms")
    kms.create_alias(AliasName="alias/logs", TargetKeyId=kms.create_key()["KeyMetadata"]["KeyId"])


def logs(operation: str, **parameters: Any) -> Act:
    return lambda api: getattr(api("logs"), operation)(logGroupName=NAME, **parameters)


KIND = Kind(
    "log_group",
    "log_groups",
    {"name": NAME, "retention_days": 400, "key": "logs", "metric_filters": [ERRORS, DECLINES], "tags": TAGS},
    {
        "retention_days": logs("delete_retention_policy"),
        "key": logs("disassociate_kms_key"),
        "metric_filters.errors": logs("delete_metric_filter", filterName="errors"),
        "metric_filters.errors.namespace": logs(
            "put_metric_filter", filterName="errors", filterPattern=ERRORS["pattern"], metricTransformations=[OTHER]
        ),
        "metric_filters.stray": logs(
            "put_metric_filter", filterName="stray", filterPattern="x", metricTransformations=[OTHER]
        ),
        "tags.Project": logs("untag_log_group", tags=["Project"]),
    },
    neighbours=neighbours,
)
