"""The attributes of an application load balancer by the names that the inventory gives them."""

from __future__ import annotations

from typing import Any

from ansible_collections.sluice.aws.plugins.module_utils.changes import State

LOGS, LOG_BUCKET, LOG_PREFIX = (f"access_logs.s3.{part}" for part in ("enabled", "bucket", "prefix"))
PROTECTION = "deletion_protection.enabled"
SWITCHES = {
    "deletion_protection": PROTECTION,
    "drops_invalid_headers": "routing.http.drop_invalid_header_fields.enabled",
}
WORDS = {"desync_mitigation": "routing.http.desync_mitigation_mode"}
NUMBERS = {"idle_timeout_seconds": "idle_timeout.timeout_seconds"}
FIELDS = ("access_log_bucket", "access_log_prefix", *SWITCHES, *WORDS, *NUMBERS)


def read(elb: Any, arn: str) -> State:
    told = {
        each["Key"]: each["Value"] for each in elb.describe_load_balancer_attributes(LoadBalancerArn=arn)["Attributes"]
    }
    logged = told[LOGS] == "true"
    return {
        "access_log_bucket": told[LOG_BUCKET] if logged else "",
        "access_log_prefix": told[LOG_PREFIX] if logged else "",
        **{field: told[key] == "true" for field, key in SWITCHES.items()},
        **{field: told[key] for field, key in WORDS.items()},
        **{field: int(told[key]) for field, key in NUMBERS.items()},
    }


def write(elb: Any, arn: str, want: State) -> None:
    """All of them in one call; a bucket is named only where logs are written, since AWS tries to write there."""
    logs = {LOGS: "true", LOG_BUCKET: want["access_log_bucket"], LOG_PREFIX: want["access_log_prefix"]}
    _modify(
        elb,
        arn,
        {
            **(logs if want["access_log_bucket"] else {LOGS: "false"}),
            **{key: str(want[field]).lower() for field, key in SWITCHES.items()},
            **{key: str(want[field]) for field, key in (WORDS | NUMBERS).items()},
        },
    )


def unprotect(elb: Any, arn: str) -> None:
    _modify(elb, arn, {PROTECTION: "false"})


def _modify(elb: Any, arn: str, values: dict[str, str]) -> None:
    attributes = [{"Key": key, "Value": value} for key, value in values.items()]
    elb.modify_load_balancer_attributes(LoadBalancerArn=arn, Attributes=attributes)
