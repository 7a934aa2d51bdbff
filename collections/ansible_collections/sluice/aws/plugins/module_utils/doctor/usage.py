"""How much of a quota others use: what bears the tags of the estate is its own and was counted as its need."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any

Tags = dict[str, str]


def _all(ec2: Any, operation: str, result: str) -> Iterator[dict[str, Any]]:
    for page in ec2.get_paginator(operation).paginate():
        yield from page[result]


def _ours(thing: dict[str, Any], tags: Tags) -> bool:
    found = {tag["Key"]: tag["Value"] for tag in thing.get("Tags", [])}
    return tags.items() <= found.items()


def _vpcs(ec2: Any, tags: Tags) -> int:
    return sum(not _ours(vpc, tags) for vpc in _all(ec2, "describe_vpcs", "Vpcs"))


def _elastic_ips(ec2: Any, tags: Tags) -> int:
    return sum(not _ours(address, tags) for address in ec2.describe_addresses()["Addresses"])


def _nat_gateways(ec2: Any, tags: Tags) -> int:
    """In the fullest zone, since each has a quota of its own."""
    gateways = [
        gateway
        for gateway in _all(ec2, "describe_nat_gateways", "NatGateways")
        if gateway["State"] in ("pending", "available") and not _ours(gateway, tags)
    ]
    zones = {subnet["SubnetId"]: subnet["AvailabilityZone"] for subnet in _all(ec2, "describe_subnets", "Subnets")}
    return max(Counter(zones.get(gateway["SubnetId"]) for gateway in gateways).values(), default=0)


def _network_interfaces(ec2: Any, tags: Tags) -> int:
    own = {vpc["VpcId"] for vpc in _all(ec2, "describe_vpcs", "Vpcs") if _ours(vpc, tags)}
    interfaces = _all(ec2, "describe_network_interfaces", "NetworkInterfaces")
    return sum(interface.get("VpcId") not in own for interface in interfaces)


def _vcpus(ec2: Any, tags: Tags) -> int:
    instances = [
        instance
        for reservation in _all(ec2, "describe_instances", "Reservations")
        for instance in reservation["Instances"]
        if instance["State"]["Name"] in ("pending", "running") and not _ours(instance, tags)
    ]
    return sum(each["CpuOptions"]["CoreCount"] * each["CpuOptions"]["ThreadsPerCore"] for each in instances)


OTHERS: dict[str, Callable[[Any, Tags], int]] = {
    "vpcs": _vpcs,
    "elastic_ips": _elastic_ips,
    "nat_gateways": _nat_gateways,
    "network_interfaces": _network_interfaces,
    "vcpus": _vcpus,
}
