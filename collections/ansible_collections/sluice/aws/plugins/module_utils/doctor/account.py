"""What the account has before its first estate, by account.yml."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ansible_collections.amazon.aws.plugins.module_utils.modules import AnsibleAWSModule
from ansible_collections.sluice.aws.plugins.module_utils.clients import client
from ansible_collections.sluice.aws.plugins.module_utils.doctor.finding import Finding, right, unchecked, wrong
from botocore.exceptions import ClientError


def buckets(module: AnsibleAWSModule, want: dict[str, Any]) -> Iterator[Finding]:
    s3 = client(module, "s3")
    for name in want["buckets"]:
        try:
            s3.head_bucket(Bucket=name, ExpectedBucketOwner=want["account"])
        except ClientError as error:
            if error.response["Error"]["Code"] not in ("404", "NoSuchBucket"):
                raise
            then = f"ansible-playbook -i inventory/account account.yml --limit {want['inventory']}"
            yield wrong("account bucket", f"{name} is not there", then)
        else:
            yield right("account bucket", f"{name} is there")


def certificate(module: AnsibleAWSModule, want: dict[str, Any]) -> Iterator[Finding]:
    domain = want["domain"]
    if not domain:
        yield unchecked("certificate", "no domain is set, so that the balancer speaks plain HTTP")
        return
    pages = client(module, "acm").get_paginator("list_certificates").paginate(CertificateStatuses=["ISSUED"])
    issued = [each for page in pages for each in page["CertificateSummaryList"]]
    covering = {domain, f"*.{domain.partition('.')[2]}"}
    if any(covering & {each["DomainName"], *each.get("SubjectAlternativeNameSummaries", [])} for each in issued):
        yield right("certificate", f"one for {domain} is issued")
    else:
        then = (
            f"aws acm request-certificate --region {want['region']} --domain-name {domain} --validation-method DNS "
            "  and then the record that it asks for"
        )
        yield wrong("certificate", f"{want['region']} has no issued one for {domain}", then)
