"""The addresses of the estate's network: what overlaps can never be joined."""

from __future__ import annotations

from collections.abc import Iterator
from ipaddress import ip_network
from typing import Any

from ansible_collections.amazon.aws.plugins.module_utils.modules import AnsibleAWSModule
from ansible_collections.sluice.aws.plugins.module_utils.clients import client
from ansible_collections.sluice.aws.plugins.module_utils.doctor.finding import Finding, right, wrong


def network(module: AnsibleAWSModule, want: dict[str, Any]) -> Iterator[Finding]:
    pages = client(module, "ec2").get_paginator("describe_vpcs").paginate()
    others = [vpc for page in pages for vpc in page["Vpcs"] if _name(vpc) != want["vpc"]["name"]]
    ours = ip_network(want["vpc"]["cidr"])
    taken = [
        f"{vpc['VpcId']} ({block['CidrBlock']})"
        for vpc in others
        for block in vpc.get("CidrBlockAssociationSet", [{"CidrBlock": vpc["CidrBlock"]}])
        if ours.overlaps(ip_network(block["CidrBlock"]))
    ]
    if taken:
        then = f"choose other addresses: network_prefix in inventory/{want['inventory']}/group_vars/all/network.yml"
        yield wrong("addresses", f"{ours} overlaps with {', '.join(taken)}", then)
    else:
        yield right("addresses", f"{ours} overlaps with none of {len(others)} other VPCs")


def _name(vpc: dict[str, Any]) -> str:
    return next((str(tag["Value"]) for tag in vpc.get("Tags", []) if tag["Key"] == "Name"), "")
