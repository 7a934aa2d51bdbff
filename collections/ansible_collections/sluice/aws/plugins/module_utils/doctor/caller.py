"""Whose credentials these are; without the right ones nothing else is worth a look."""

from __future__ import annotations

from typing import Any

from ansible_collections.amazon.aws.plugins.module_utils.modules import AnsibleAWSModule
from ansible_collections.sluice.aws.plugins.module_utils.clients import client
from ansible_collections.sluice.aws.plugins.module_utils.doctor.finding import Finding, right, wrong
from ansible_collections.sluice.aws.plugins.module_utils.refusals import reason
from botocore.exceptions import BotoCoreError, ClientError


def caller(module: AnsibleAWSModule, want: dict[str, Any]) -> tuple[Finding, str]:
    """What is to say of them, and the caller's ARN: empty where AWS is not to be asked anything more."""
    try:
        found = client(module, "sts").get_caller_identity()
    except (BotoCoreError, ClientError) as error:
        then = "set AWS_PROFILE, or sign in (aws sso login), then  aws sts get-caller-identity"
        return wrong("credentials", reason(error), then), ""
    if found["Account"] != want["account"]:
        said = f"{found['Arn']} belongs to account {found['Account']}, and {want['inventory']} is {want['account']}"
        return wrong("credentials", said, "take other credentials (AWS_PROFILE=…) or another inventory (ENV=…)"), ""
    return right("credentials", f"{found['Arn']}"), str(found["Arn"])
