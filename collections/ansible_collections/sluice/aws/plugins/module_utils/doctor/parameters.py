"""Parameters of SSM: the machine image that AWS recommends, the secrets and what is released."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ansible_collections.amazon.aws.plugins.module_utils.modules import AnsibleAWSModule
from ansible_collections.sluice.aws.plugins.module_utils.clients import client
from ansible_collections.sluice.aws.plugins.module_utils.doctor.finding import Finding, right, unchecked, wrong


def machine_image(module: AnsibleAWSModule, want: dict[str, Any]) -> Iterator[Finding]:
    ssm, name = client(module, "ssm"), want["ami_parameter"]
    try:
        image = ssm.get_parameter(Name=name)["Parameter"]["Value"]
    except ssm.exceptions.ParameterNotFound:
        then = f"aws ssm get-parameters-by-path --region {want['region']} --path {name.rpartition('/')[0]}"
        yield wrong("machine image", f"{want['region']} has no parameter {name}", then)
    else:
        yield right("machine image", f"{image} is what AWS recommends")


def secrets(module: AnsibleAWSModule, want: dict[str, Any]) -> Iterator[Finding]:
    """Looks at their types alone, so that no value is read."""
    types = _types(module, want["secrets"])
    for name in want["secrets"]:
        if types.get(name, "SecureString") == "SecureString":
            yield right(
                "secret", f"{name} is " + ("there" if name in types else "absent: the apply makes a random one")
            )
        else:
            then = f"aws ssm delete-parameter --region {want['region']} --name {name}   (the apply makes another)"
            yield wrong("secret", f"{name} is a {types[name]}, readable by all who may read parameters", then)


def releases(module: AnsibleAWSModule, want: dict[str, Any]) -> Iterator[Finding]:
    types = _types(module, want["releases"])
    for name in want["releases"]:
        if name not in types:
            yield unchecked("release", f"there is none: {name} is written by the first deployment")
        elif types[name] != "String":
            then = f"aws ssm delete-parameter --region {want['region']} --name {name}   (the next deployment writes it)"
            yield wrong("release", f"{name} is a {types[name]} and not a String", then)
        else:
            yield right("release", f"{name} is there")


def _types(module: AnsibleAWSModule, names: list[str]) -> dict[str, str]:
    if not names:
        return {}
    filters = [{"Key": "Name", "Option": "Equals", "Values": names}]
    pages = client(module, "ssm").get_paginator("describe_parameters").paginate(ParameterFilters=filters)
    return {found["Name"]: found["Type"] for page in pages for found in page["Parameters"]}
