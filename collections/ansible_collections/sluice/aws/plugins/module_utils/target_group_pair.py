"""A target group has two names, NAME and NAME-b, so that it can be replaced by another one while it serves.

Its port and its VPC stay for life, and names are unique. So a successor bears the other name, and which of the two is
the right one shows by what they are: no run needs to remember what an interrupted one had come to.
"""

from __future__ import annotations

from typing import Any

from ansible_collections.amazon.aws.plugins.module_utils.modules import AnsibleAWSModule
from ansible_collections.amazon.aws.plugins.module_utils.tagging import boto3_tag_list_to_ansible_dict
from ansible_collections.sluice.aws.plugins.module_utils.clients import client
from ansible_collections.sluice.aws.plugins.module_utils.so_far import planned

KIND = "target group"


def other_name(name: str, called: str) -> str:
    """Of the pair of `name`, the one that `called` is not."""
    return f"{name}-b" if called == name else name


def pair(module: AnsibleAWSModule, name: str) -> list[Any]:
    """The descriptions of those that are there, NAME first."""
    pages = client(module, "elbv2").get_paginator("describe_target_groups").paginate()
    both = {name, other_name(name, name)}
    groups = [group for page in pages for group in page["TargetGroups"] if group["TargetGroupName"] in both]
    return sorted(groups, key=lambda group: str(group["TargetGroupName"]))


def right(module: AnsibleAWSModule, name: str, groups: list[Any]) -> Any | None:
    """The one that is as this call wants it; where none is, the one that serves."""
    listed = [item for item in module.params.get("target_groups") or [] if item["name"] == name]
    fitting = [group for group in groups if all(_fits(module, group, item) for item in listed)]
    serving = [group for group in groups if group["LoadBalancerArns"]]
    return next(iter(fitting or serving or groups), None)


def _fits(module: AnsibleAWSModule, group: dict[str, Any], item: dict[str, Any]) -> bool:
    return bool(group["Port"] == item["port"] and vpc_name(module, group["VpcId"]) == item["vpc"])


def vpc_name(module: AnsibleAWSModule, vpc: str) -> str:
    """By its Name tag; one without is told by its id."""
    named = [{"Name": "vpc-id", "Values": [vpc]}]
    found = client(module, "ec2").describe_vpcs(Filters=named)["Vpcs"]
    tags = boto3_tag_list_to_ansible_dict(found[0].get("Tags", [])) if found else {}
    return str(tags.get("Name", vpc))


def name_after(module: AnsibleAWSModule, name: str) -> str:
    """What the group is called once this call is through, which a plan knows too."""
    group = right(module, name, pair(module, name))
    called = str(group["TargetGroupName"]) if group else name
    return other_name(name, called) if planned(module, KIND, name) == "replace" else called
