"""Why AWS refused a call, in one sentence that says what to do about it."""

from __future__ import annotations

import re
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError, WaiterError

DENIED = ("AccessDenied", "AccessDeniedException", "UnauthorizedOperation", "AuthorizationError", "403")
THROTTLED = ("Throttling", "ThrottlingException", "ThrottledException", "RequestLimitExceeded", "SlowDown")

# Where IAM's name of a service is not the one that its requests are signed for (Service Authorization Reference).
IAM_PREFIXES = {"monitoring": "cloudwatch"}

# As IAM writes it (IAM User Guide, "Troubleshoot access denied error messages").
TOLD = re.compile(r"not authorized to perform: (?P<action>\S+)(?: on resource: (?P<resource>\S+))?")

# A call and its permission share a name but for these (Service Authorization Reference, Amazon S3).
S3_ACTIONS = {
    "s3:DeleteBucketEncryption": "s3:PutEncryptionConfiguration",
    "s3:DeleteBucketLifecycle": "s3:PutLifecycleConfiguration",
    "s3:DeleteObjects": "s3:DeleteObject",
    "s3:DeletePublicAccessBlock": "s3:PutBucketPublicAccessBlock",
    "s3:GetBucketEncryption": "s3:GetEncryptionConfiguration",
    "s3:GetBucketLifecycleConfiguration": "s3:GetLifecycleConfiguration",
    "s3:GetPublicAccessBlock": "s3:GetBucketPublicAccessBlock",
    "s3:HeadBucket": "s3:ListBucket",
    "s3:HeadObject": "s3:GetObject",
    "s3:ListBuckets": "s3:ListAllMyBuckets",
    "s3:ListObjectVersions": "s3:ListBucketVersions",
    "s3:ListObjectsV2": "s3:ListBucket",
    "s3:PutBucketLifecycleConfiguration": "s3:PutLifecycleConfiguration",
    "s3:PutBucketEncryption": "s3:PutEncryptionConfiguration",
    "s3:PutPublicAccessBlock": "s3:PutBucketPublicAccessBlock",
}


class RefusedError(Exception):
    """A sentence for the reader of a run: what is in the way, and what to do next."""


def note_the_action(parsed: dict[str, Any], model: Any, **_: Any) -> None:
    """An error knows its call and not its service, so that nobody could tell which permission it is about."""
    if "Error" in parsed:
        prefix = model.service_model.signing_name
        parsed["Error"]["Action"] = f"{IAM_PREFIXES.get(prefix, prefix)}:{model.name}"


def reason(error: BotoCoreError | ClientError) -> str:
    """Of a call by one of our clients, which note the action in an error."""
    if isinstance(error, WaiterError):
        return f"AWS was waited for in vain ({_one_line(str(error))}): run this again, which goes on from here"
    if not isinstance(error, ClientError):
        return f"AWS does not answer: {_one_line(str(error))}"
    code, message = error.response["Error"]["Code"], _one_line(error.response["Error"].get("Message", ""))
    if code in DENIED:
        return _denied(error.response["Error"].get("Action", error.operation_name), message)
    if code in THROTTLED:
        return f"AWS allows no more calls of {error.operation_name} just now: run this again in a minute"
    return f"{message or 'AWS gives no reason'} ({code} from {error.operation_name})"


def sentence(failure: Exception) -> str:
    """Of AWS's refusals and of ours."""
    return reason(failure) if isinstance(failure, BotoCoreError | ClientError) else str(failure)


def _denied(called: str, message: str) -> str:
    told = TOLD.search(message)
    action = told["action"] if told else S3_ACTIONS.get(called, called)
    resource = f" on {told['resource'].rstrip('.')}" if told and told["resource"] else ""
    explicit = " (a policy denies it explicitly)" if "explicit deny" in message else ""
    return f"these credentials lack the permission {action}{resource}{explicit}"


def _one_line(text: str) -> str:
    return " ".join(text.split())
