"""A public zone of Route 53 by its name, and the records of one name in it."""

from __future__ import annotations

from typing import Any

from ansible_collections.amazon.aws.plugins.module_utils.modules import AnsibleAWSModule
from ansible_collections.sluice.aws.plugins.module_utils.clients import client
from ansible_collections.sluice.aws.plugins.module_utils.refusals import RefusedError

Record = dict[str, Any]
"""A record set as the API describes it, and as it wants it back."""


def bare(name: str) -> str:
    """A name as people write it: DNS tells no letters by their case, and Route 53 ends each with a dot."""
    return name.lower().removesuffix(".")


def zone_ids(module: AnsibleAWSModule, zone: str) -> list[str]:
    """The public zones of that name; there may be several, of which the parent's name servers lead to one."""
    listed = client(module, "route53").list_hosted_zones_by_name(DNSName=zone)["HostedZones"]
    return [
        str(each["Id"]).rpartition("/")[2]
        for each in listed
        if bare(each["Name"]) == bare(zone) and not each["Config"]["PrivateZone"]
    ]


def zone_id(module: AnsibleAWSModule, zone: str) -> str:
    """Raises RefusedError where there is not exactly one."""
    found = zone_ids(module, zone)
    if len(found) != 1:
        raise RefusedError(
            f"exactly one public zone {zone} is needed in Route 53 and there is {len(found) or 'none'}: "
            f"keep one, or make it  (aws route53 create-hosted-zone --name {zone} --caller-reference {zone})  "
            "and name its name servers in the zone above it"
        )
    return found[0]


def records(module: AnsibleAWSModule, zone: str, name: str) -> list[Record]:
    """Those of that very name, of any type; `zone` is an id."""
    listed = client(module, "route53").list_resource_record_sets(HostedZoneId=zone, StartRecordName=name)
    return [each for each in listed["ResourceRecordSets"] if bare(each["Name"]) == bare(name)]


def write_records(module: AnsibleAWSModule, zone: str, *changes: tuple[str, Record]) -> None:
    """All of them or none, each with its action: CREATE, UPSERT or DELETE."""
    batch = [{"Action": action, "ResourceRecordSet": record} for action, record in changes]
    client(module, "route53").change_resource_record_sets(HostedZoneId=zone, ChangeBatch={"Changes": batch})
