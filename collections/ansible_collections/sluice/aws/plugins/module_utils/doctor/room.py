"""Room for all tasks on the hosts, also while all services are updated at once."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ansible_collections.amazon.aws.plugins.module_utils.modules import AnsibleAWSModule
from ansible_collections.sluice.aws.plugins.module_utils.clients import client
from ansible_collections.sluice.aws.plugins.module_utils.doctor.finding import Finding, right, wrong
from ansible_collections.sluice.aws.plugins.module_utils.placement import family_of, fault, services_of


def room(module: AnsibleAWSModule, want: dict[str, Any]) -> Iterator[Finding]:
    asked = want["placement"]
    services = services_of(asked["services"])
    family = family_of(client(module, "ec2"), asked["instance_type"], asked["reserved_memory_mib"])
    if said := fault(family, asked["instance_type"], asked["hosts_maximum"], services):
        yield wrong(
            "room for tasks", said, f"inventory/{want['inventory']}/group_vars/all/hosts.yml says what hosts there are"
        )
    else:
        peak = sum(service.peak for service in services)
        yield right("room for tasks", f"{asked['hosts_maximum']} {asked['instance_type']} carry {peak} and more")
