"""Namespaces and names of Cloud Map, found by their names."""

from __future__ import annotations

from typing import Any

from ansible_collections.amazon.aws.plugins.module_utils.modules import AnsibleAWSModule
from ansible_collections.amazon.aws.plugins.module_utils.tagging import (
    ansible_dict_to_boto3_tag_list,
    boto3_tag_list_to_ansible_dict,
)
from ansible_collections.sluice.aws.plugins.module_utils.clients import client

SERVICE = "servicediscovery"


def namespaces(module: AnsibleAWSModule, name: str) -> list[Any]:
    """The private DNS namespaces of that name; AWS allows several, one a VPC."""
    pages = client(module, SERVICE).get_paginator("list_namespaces").paginate()
    listed = [each for page in pages for each in page["Namespaces"]]
    return [each for each in listed if each["Name"] == name and each["Type"] == "DNS_PRIVATE"]


def names_in(module: AnsibleAWSModule, namespace_id: str) -> list[Any]:
    """The services of a namespace."""
    cloud_map = client(module, SERVICE)
    asked = [{"Name": "NAMESPACE_ID", "Values": [namespace_id], "Condition": "EQ"}]
    pages = cloud_map.get_paginator("list_services").paginate(Filters=asked)
    listed = [cloud_map.get_service(Id=each["Id"])["Service"] for page in pages for each in page["Services"]]
    return [each for each in listed if each["NamespaceId"] == namespace_id]


def tags_of(cloud_map: Any, arn: str) -> dict[str, str]:
    return dict(boto3_tag_list_to_ansible_dict(cloud_map.list_tags_for_resource(ResourceARN=arn)["Tags"]))


def write_tags(cloud_map: Any, arn: str, have: dict[str, str], want: dict[str, str]) -> None:
    gone = [tag for tag in have if tag not in want]
    if gone:
        cloud_map.untag_resource(ResourceARN=arn, TagKeys=gone)
    if want and want != have:
        cloud_map.tag_resource(ResourceARN=arn, Tags=ansible_dict_to_boto3_tag_list(want))
