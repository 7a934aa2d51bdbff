"""What is released: an SSM parameter that a deployment writes, and that all else only reads."""

from __future__ import annotations

from functools import cache

from ansible_collections.amazon.aws.plugins.module_utils.modules import AnsibleAWSModule
from ansible_collections.sluice.aws.plugins.module_utils.clients import client
from ansible_collections.sluice.aws.plugins.module_utils.refusals import RefusedError

NONE_YET = "(none yet)"


@cache
def released(module: AnsibleAWSModule, parameter: str) -> str | None:
    """The value, or None before the first release; raises RefusedError where it is a secret."""
    ssm = client(module, "ssm")
    try:
        found = ssm.get_parameter(Name=parameter)["Parameter"]
    except ssm.exceptions.ParameterNotFound:
        return None
    if found["Type"] != "String":
        raise RefusedError(
            f"what is released stands in {parameter}, which is a {found['Type']} and not a String: "
            f"aws ssm delete-parameter --name {parameter}  and release again"
        )
    return str(found["Value"])


def image(module: AnsibleAWSModule, repository: str, parameter: str) -> str:
    """A digest belongs to the repository; anything else is a whole reference by itself."""
    value = released(module, parameter)
    return f"{repository}:unreleased" if value is None else reference(repository, value)


def reference(repository: str, value: str) -> str:
    return f"{repository}@{value}" if value.startswith("sha256:") else value
