"""How a certificate of ACM is validated, and later renewed: by a record in our zone."""

from __future__ import annotations

from typing import Any

from ansible_collections.amazon.aws.plugins.module_utils.modules import AnsibleAWSModule
from ansible_collections.sluice.aws.plugins.module_utils import zones
from ansible_collections.sluice.aws.plugins.module_utils.certificates import ISSUED, PENDING
from ansible_collections.sluice.aws.plugins.module_utils.clients import client
from ansible_collections.sluice.aws.plugins.module_utils.resource import RefusedError, State
from ansible_collections.sluice.aws.plugins.module_utils.waiting import until
from ansible_collections.sluice.aws.plugins.module_utils.zones import Record

TTL_SECONDS = 300


def asked(module: AnsibleAWSModule, arn: str) -> Record | None:
    """The record that ACM wants to find, which it tells some seconds after the request."""
    options = _described(module, arn).get("DomainValidationOptions", [])
    told = [option["ResourceRecord"] for option in options if "ResourceRecord" in option]
    if not told:
        return None
    record = {key: told[0][key] for key in ("Name", "Type")}
    return {**record, "TTL": TTL_SECONDS, "ResourceRecords": [{"Value": told[0]["Value"]}]}


def answered(module: AnsibleAWSModule, zone: str, record: Record | None) -> Record | None:
    """What the zone has at the name of that record."""
    found = [
        each
        for there in (zones.zone_ids(module, zone) if record else [])
        for each in zones.records(module, there, record["Name"] if record else "")
        if each["Type"] == "CNAME"
    ]
    return found[0] if found else None


def target(record: Record | None) -> str | None:
    """Where the record leads, which is all that ACM looks at."""
    return zones.bare(record["ResourceRecords"][0]["Value"]) if record else None


def complete(module: AnsibleAWSModule, arn: str, want: State) -> None:
    """Writes the record and returns once the certificate is issued; raises RefusedError where it never will be."""
    limit = want["patience_seconds"]
    record = until(lambda: asked(module, arn), limit, lambda: "ACM has told no record for it")
    assert record  # noqa: S101 -- the wait gives nothing less
    zones.write_records(module, zones.zone_id(module, want["zone"]), ("UPSERT", record))
    until(
        lambda: _issued(module, arn),
        limit,
        lambda: "it is not issued",
        then=(
            f"ACM looks in the public DNS for {record['Name']}, which the zone {want['zone']} has: let the zone above "
            f"name its name servers  (dig {want['zone']} NS)  and run this again"
        ),
    )


def in_use_by(module: AnsibleAWSModule, arn: str) -> list[str]:
    return list(_described(module, arn).get("InUseBy", []))


def _issued(module: AnsibleAWSModule, arn: str) -> bool:
    told = _described(module, arn)
    if told["Status"] not in (PENDING, ISSUED):
        raise RefusedError(f"ACM declined it ({told.get('FailureReason', told['Status'])})")
    return bool(told["Status"] == ISSUED)


def _described(module: AnsibleAWSModule, arn: str) -> dict[str, Any]:
    return dict(client(module, "acm").describe_certificate(CertificateArn=arn)["Certificate"])
