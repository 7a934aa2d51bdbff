"""Tags of balancers, target groups, listeners and rules: one pair of calls serves all four."""

from __future__ import annotations

from typing import Any

from ansible_collections.amazon.aws.plugins.module_utils.tagging import (
    ansible_dict_to_boto3_tag_list,
    boto3_tag_list_to_ansible_dict,
)


def read_tags(elb: Any, arn: str) -> dict[str, str]:
    found = elb.describe_tags(ResourceArns=[arn])["TagDescriptions"]
    return dict(boto3_tag_list_to_ansible_dict(found[0]["Tags"]))


def write_tags(elb: Any, arn: str, have: dict[str, str], want: dict[str, str]) -> None:
    gone = [tag for tag in have if tag not in want]
    if gone:
        elb.remove_tags(ResourceArns=[arn], TagKeys=gone)
    if want != have and want:
        elb.add_tags(ResourceArns=[arn], Tags=ansible_dict_to_boto3_tag_list(want))
