"""Certificates of ACM by their domain and the Name tag that tells ours from another's."""

from __future__ import annotations

from typing import Any

from ansible_collections.amazon.aws.plugins.module_utils.modules import AnsibleAWSModule
from ansible_collections.sluice.aws.plugins.module_utils.clients import client
from ansible_collections.sluice.aws.plugins.module_utils.names import _found
from ansible_collections.sluice.aws.plugins.module_utils.zones import bare

Certificate = dict[str, Any]
"""As ACM summarizes it, with its tags as a dictionary."""

PENDING, ISSUED = "PENDING_VALIDATION", "ISSUED"
LIVE = (PENDING, ISSUED)
"""What can serve, or will; all else has failed, run out or been taken back for good."""

# Without it ACM lists those with RSA keys of 1024 and 2048 bits alone (ACM API Reference, Filters).
KEY_TYPES = ["RSA_2048", "RSA_3072", "RSA_4096", "EC_prime256v1", "EC_secp384r1", "EC_secp521r1"]


def of_domain(module: AnsibleAWSModule, domain: str) -> list[Certificate]:
    """Ours and others', whatever their status."""
    acm = client(module, "acm")
    pages = acm.get_paginator("list_certificates").paginate(Includes={"keyTypes": KEY_TYPES})
    return [
        {**each, "Tags": _tags(acm, each["CertificateArn"])}
        for page in pages
        for each in page["CertificateSummaryList"]
        if bare(each["DomainName"]) == bare(domain)
    ]


def named(module: AnsibleAWSModule, domain: str, name: str) -> list[Certificate]:
    return [each for each in of_domain(module, domain) if each["Tags"].get("Name") == name]


def issued_arns(module: AnsibleAWSModule, domain: str, name: str) -> list[str]:
    """What a listener may serve."""
    return [str(each["CertificateArn"]) for each in named(module, domain, name) if each["Status"] == ISSUED]


def issued_arn(module: AnsibleAWSModule, domain: str, name: str) -> str:
    return _found(module, "issued certificate", domain, issued_arns(module, domain, name))


def _tags(acm: Any, arn: str) -> dict[str, str]:
    return {tag["Key"]: tag.get("Value", "") for tag in acm.list_tags_for_certificate(CertificateArn=arn)["Tags"]}
