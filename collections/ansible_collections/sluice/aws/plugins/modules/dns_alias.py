#!/usr/bin/python
"""Names in Route 53 that lead to a balancer, as a list."""

from __future__ import annotations

DOCUMENTATION = r"""
module: dns_alias
short_description: Alias records that lead a name to an application load balancer
description:
  - Brings a list of names to the wanted state; a balancer that was built anew takes its name over from the old one.
  - A record of ours is an alias to a balancer of that name in this region. Any other record that answers for the name
    is somebody else's, which an apply overwrites only for who names it, and a removal leaves where it is.
  - Writes an A record and no AAAA, since a balancer in a VPC without IPv6 has IPv4 addresses alone.
  - Exists since C(amazon.aws.route53) takes the target of a balancer that a plan on an empty account does not have.
options:
  aliases:
    description: The names.
    type: list
    elements: dict
    required: true
    suboptions:
      name: {description: The name., type: str, required: true}
      zone: {description: The public zone of Route 53 that it is in., type: str, required: true}
      load_balancer: {description: Name of the balancer that it leads to., type: str, required: true}
extends_documentation_fragment:
  - sluice.aws.resource
  - amazon.aws.common.modules
  - amazon.aws.region.modules
  - amazon.aws.boto3
"""

EXAMPLES = r"""
- name: The balancer has its name
  sluice.aws.dns_alias:
    aliases: [{name: mail.dev.example.com, zone: dev.example.com, load_balancer: sluice-dev}]
"""

RETURN = r"""
changes:
  description: One entry for each name that was changed or would be.
  type: list
  elements: dict
  returned: always
"""

import re

from ansible_collections.sluice.aws.plugins.module_utils.names import KNOWN_AFTER_APPLY, load_balancers
from ansible_collections.sluice.aws.plugins.module_utils.resource import RefusedError, Resource, State, run
from ansible_collections.sluice.aws.plugins.module_utils.zones import (
    Record,
    bare,
    records,
    write_records,
    zone_id,
    zone_ids,
)

ANSWERS = ("A", "AAAA", "CNAME")
"""The types of records that lead a client somewhere; a name may have others besides, for mail or proofs."""


class DnsAlias(Resource):
    service = "route53"
    kind = "DNS alias"
    option = "aliases"

    def wanted(self, item: State) -> State:
        found = load_balancers(self.module, item["load_balancer"])
        return {
            **item,
            "target": bare(found[0]["DNSName"]) if found else KNOWN_AFTER_APPLY,
            "evaluates_target_health": False,  # a name that leads to one place has nowhere else to go
            "alias_zone": found[0]["CanonicalHostedZoneId"] if found else None,
        }

    def read(self, want: State) -> State | None:
        absent = self.module.params["state"] == "absent"
        zones = zone_ids(self.module, want["zone"]) if absent else [zone_id(self.module, want["zone"])]
        found = [
            (zone, record)
            for zone in zones
            for record in records(self.module, zone, want["name"])
            if record["Type"] in ANSWERS and (not absent or self._is_ours(want, record))
        ]
        if not found:
            return None
        foreign = [_told(record) for _, record in found if not self._is_ours(want, record)]
        if foreign and want["name"] not in self.module.params["replace"]:
            raise RefusedError(
                f"somebody else's record answers for it ({', '.join(foreign)}): "
                f"remove that, take another name, or overwrite it by  -e replace={want['name']}"
            )
        return {
            **{field: want[field] for field in ("name", "zone", "load_balancer")},
            "found": found,
            "target": ", ".join(foreign) or bare(found[0][1]["AliasTarget"]["DNSName"]).removeprefix("dualstack."),
            "evaluates_target_health": any(_evaluates(record) for _, record in found),
            "alias_zone": found[0][1].get("AliasTarget", {}).get("HostedZoneId"),
        }

    def create(self, want: State) -> None:
        write_records(self.module, zone_id(self.module, want["zone"]), ("UPSERT", _alias(want)))

    def update(self, want: State, have: State) -> None:
        others = [("DELETE", record) for _, record in have["found"] if not self._is_ours(want, record)]
        write_records(self.module, have["found"][0][0], *others, ("UPSERT", _alias(want)))

    def delete(self, have: State) -> None:
        for zone, record in have["found"]:
            write_records(self.module, zone, ("DELETE", record))

    def _is_ours(self, want: State, record: Record) -> bool:
        """AWS names a balancer  NAME-NUMBER.REGION.elb.amazonaws.com  and gives each new one another number."""
        target = bare(record.get("AliasTarget", {}).get("DNSName", "")).removeprefix("dualstack.")
        ours = rf"{re.escape(want['load_balancer'])}-\w+\.{self.module.region}\.elb\.amazonaws\.com(\.cn)?"
        return record["Type"] == "A" and "SetIdentifier" not in record and bool(re.fullmatch(ours, target))


def _alias(want: State) -> Record:
    if want["target"] == KNOWN_AFTER_APPLY:
        raise RefusedError(f"the balancer {want['load_balancer']} is not there: apply playbooks/50_balancer.yml")
    target = {
        "HostedZoneId": want["alias_zone"],
        "DNSName": want["target"],
        "EvaluateTargetHealth": want["evaluates_target_health"],
    }
    return {"Name": want["name"], "Type": "A", "AliasTarget": target}


def _told(record: Record) -> str:
    """As a zone file would say it."""
    values = [each["Value"] for each in record.get("ResourceRecords", [])]
    return f"{record['Type']} {' '.join(values) or bare(record['AliasTarget']['DNSName'])}"


def _evaluates(record: Record) -> bool:
    return bool(record.get("AliasTarget", {}).get("EvaluateTargetHealth"))


def main() -> None:
    run(DnsAlias, DOCUMENTATION)


if __name__ == "__main__":
    main()
