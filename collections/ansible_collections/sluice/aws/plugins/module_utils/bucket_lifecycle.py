"""How long a bucket keeps what it holds: one rule in three numbers of days."""

from __future__ import annotations

from typing import Any

Rules = dict[str, Any]
"""By their ids."""

OURS = "retention"


def wanted(days: int | None, noncurrent_days: int | None, unfinished_upload_days: int | None) -> Rules:
    """No rule where nothing ends. Delete markers that stand alone go with `days`, by S3 itself."""
    shown = {
        "days": days,
        "noncurrent_days": noncurrent_days,
        "unfinished_upload_days": unfinished_upload_days,
    }
    return {OURS: shown} if any(shown.values()) else {}


def readable(rules: list[dict[str, Any]]) -> Rules:
    """A rule of our shape in our words, any other as it stands."""
    return {rule.get("ID", f"rule {number}"): _readable(rule) for number, rule in enumerate(rules, 1)}


def write(s3: Any, bucket: str, rules: Rules) -> None:
    if rules:
        configuration = {"Rules": [_rule(name, rule) for name, rule in rules.items()]}
        s3.put_bucket_lifecycle_configuration(Bucket=bucket, LifecycleConfiguration=configuration)
    else:
        s3.delete_bucket_lifecycle(Bucket=bucket)


def _readable(rule: dict[str, Any]) -> dict[str, Any]:
    shown = {
        "days": rule.get("Expiration", {}).get("Days"),
        "noncurrent_days": rule.get("NoncurrentVersionExpiration", {}).get("NoncurrentDays"),
        "unfinished_upload_days": rule.get("AbortIncompleteMultipartUpload", {}).get("DaysAfterInitiation"),
    }
    return shown if _rule(rule.get("ID", ""), shown) == rule else rule


def _rule(name: str, rule: dict[str, Any]) -> dict[str, Any]:
    steps = {
        "Expiration": {"Days": rule["days"]},
        "NoncurrentVersionExpiration": {"NoncurrentDays": rule["noncurrent_days"]},
        "AbortIncompleteMultipartUpload": {"DaysAfterInitiation": rule["unfinished_upload_days"]},
    }
    taken = {step: days for step, days in steps.items() if all(days.values())}
    return {"ID": name, "Status": "Enabled", "Filter": {"Prefix": ""}, **taken}
