"""Whether all tasks find a host at their peak: what a host surely carries, times the most hosts, is not too little.

A host that carries fewer tasks than it surely can takes one more of any kind, so that no order in which ECS places
them leaves one PENDING.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

CPU_UNITS = 1024  # of a vCPU: Amazon ECS Developer Guide, "Amazon ECS task definition parameters for Amazon EC2"

# What hypervisor and kernel keep, which DescribeInstanceTypes does not tell. "Reserving Amazon ECS Linux container
# instance memory" has an m4.large of 8192 MiB with 7985, Karpenter takes this share for all types ("Settings",
# VM_MEMORY_OVERHEAD_PERCENT), and what runs beside the tasks is kept by ECS_RESERVED_MEMORY on top of it.
MEMORY_OVERHEAD_PERMILLE = 75


@dataclass(frozen=True)
class Service:
    """Its most tasks, and what one of them reserves, in CPU units and MiB."""

    name: str
    tasks_maximum: int
    maximum_percent: int
    cpu: int
    memory: int

    @property
    def peak(self) -> int:
        """With the tasks of an update beside those that it replaces."""
        return -(-self.tasks_maximum * self.maximum_percent // 100)

    def __str__(self) -> str:
        return f"{self.peak} of {self.name} ({self.tasks_maximum} and an update: {self.maximum_percent} %)"


@dataclass(frozen=True)
class Host:
    """What a type has for tasks; `interfaces` counts the host's own."""

    type: str
    interfaces: int
    cpu: int
    memory: int

    def carries(self, services: list[Service]) -> int:
        """As many tasks as it takes surely, of whatever kind they are."""
        return min(self._limits(services).values())

    def why(self, services: list[Service]) -> str:
        """What keeps it from carrying more."""
        limits = self._limits(services)
        return min(limits, key=lambda reason: limits[reason])

    def _limits(self, services: list[Service]) -> dict[str, int]:
        cpu = max((each.cpu for each in services if each.peak), default=0)
        memory = max((each.memory for each in services if each.peak), default=0)
        # A task has an interface of its own in the network mode awsvpc.
        limits = {f"{self.interfaces} network interfaces, one of them the host's own": self.interfaces - 1}
        if cpu:
            limits[f"{self.cpu} CPU units, where a task takes up to {cpu}"] = self.cpu // cpu
        if memory:
            limits[f"{self.memory} MiB for tasks, where one takes up to {memory}"] = max(0, self.memory) // memory
        return limits


def family_of(ec2: Any, instance_type: str, reserved_mib: int) -> list[Host]:
    """All sizes of the type's family that this region has, smallest first; empty where it has none."""
    of_family = [{"Name": "instance-type", "Values": [f"{instance_type.partition('.')[0]}.*"]}]
    pages = ec2.get_paginator("describe_instance_types").paginate(Filters=of_family)
    found = [_host(each, reserved_mib) for page in pages for each in page["InstanceTypes"]]
    return sorted(found, key=lambda host: (host.cpu, host.memory))


def fault(family: list[Host], instance_type: str, hosts_maximum: int, services: list[Service]) -> str | None:
    """The sum spelt out, and the ways out; None where all tasks find a host."""
    host = next((each for each in family if each.type == instance_type), None)
    if not host:
        return (
            f"The type of the hosts is {instance_type}, and this region has none of that name: set hosts_instance_type"
        )
    peak, each = sum(service.peak for service in services), host.carries(services)
    if peak <= hosts_maximum * each:
        return None
    larger = [
        f"{other.type} ({other.carries(services)})" for other in family if _suffices(other, hosts_maximum, services)
    ]
    ways = [f"a bigger type, as {', '.join(larger[:3])} a host (hosts_instance_type)"] if larger else []
    ways += [f"{-(-peak // each)} hosts (hosts_maximum)"] if each else []
    ways += ["a lower maximum of tasks or of an update"]
    return (
        f"Not every task finds a host: at the peak there are {' + '.join(map(str, services))} = {peak} tasks, and "
        f"{hosts_maximum} {instance_type} carry {hosts_maximum * each}, {each} each: {host.why(services)}. "
        f"The ways out: {', or '.join(ways)}"
    )


def services_of(told: list[dict[str, Any]]) -> list[Service]:
    return [Service(**each) for each in told]


def _suffices(host: Host, hosts_maximum: int, services: list[Service]) -> bool:
    return sum(service.peak for service in services) <= hosts_maximum * host.carries(services)


def _host(found: dict[str, Any], reserved_mib: int) -> Host:
    installed = found["MemoryInfo"]["SizeInMiB"]
    return Host(
        found["InstanceType"],
        found["NetworkInfo"]["MaximumNetworkInterfaces"],
        found["VCpuInfo"]["DefaultVCpus"] * CPU_UNITS,
        installed - -(-installed * MEMORY_OVERHEAD_PERMILLE // 1000) - reserved_mib,
    )
