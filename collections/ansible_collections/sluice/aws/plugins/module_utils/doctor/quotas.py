"""Quotas of the account: whether what others use leaves room for what the estate needs."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any

from ansible_collections.amazon.aws.plugins.module_utils.modules import AnsibleAWSModule
from ansible_collections.sluice.aws.plugins.module_utils.clients import client
from ansible_collections.sluice.aws.plugins.module_utils.doctor.finding import Finding, right, wrong
from ansible_collections.sluice.aws.plugins.module_utils.doctor.usage import OTHERS

# Title, service and code (Amazon VPC quotas; Amazon EC2 service quotas; `aws service-quotas list-service-quotas`).
QUOTAS = {
    "vpcs": ("VPCs", "vpc", "L-F678F1CE"),
    "elastic_ips": ("Elastic IPs", "ec2", "L-0263D0A3"),
    "nat_gateways": ("NAT gateways", "vpc", "L-FE5A380F"),
    "network_interfaces": ("network interfaces", "vpc", "L-DF5E4CA3"),
    "vcpus": ("vCPUs", "ec2", "L-1216C47A"),
    "interface_endpoints": ("endpoints of a VPC", "vpc", "L-29B6F2EB"),
    "rules_per_group": ("rules of a group", "vpc", "L-0EA8095F"),
}


def quotas(needs: dict[str, int]) -> dict[str, Any]:
    """One check for each quota that is needed, by its title."""
    return {QUOTAS[name][0]: partial(_quota, name) for name, need in needs.items() if need}


def _quota(name: str, module: AnsibleAWSModule, want: dict[str, Any]) -> Iterator[Finding]:
    title, service, code = QUOTAS[name]
    need = want["needs"][name]
    told = client(module, "service-quotas").get_service_quota(ServiceCode=service, QuotaCode=code)
    quota = int(told["Quota"]["Value"])
    others = OTHERS[name](client(module, "ec2"), want["tags"]) if name in OTHERS else 0
    said = f"the quota is {quota}, {need} are needed" + (f" and others use {others}" if name in OTHERS else "")
    if others + need <= quota:
        yield right(title, said)
    else:
        yield wrong(
            title,
            said,
            f"aws service-quotas request-service-quota-increase --region {want['region']} --service-code {service} "
            f"--quota-code {code} --desired-value {others + need}",
        )
