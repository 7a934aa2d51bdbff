"""The name of the balancer: the zone that an operator makes, and the certificate that an apply requests."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ansible_collections.amazon.aws.plugins.module_utils.modules import AnsibleAWSModule
from ansible_collections.sluice.aws.plugins.module_utils.certificates import ISSUED, LIVE, named
from ansible_collections.sluice.aws.plugins.module_utils.doctor.finding import Finding, right, unchecked, wrong
from ansible_collections.sluice.aws.plugins.module_utils.refusals import RefusedError
from ansible_collections.sluice.aws.plugins.module_utils.zones import zone_id

NO_DOMAIN = "no domain is set, so that the balancer speaks plain HTTP"


def zone(module: AnsibleAWSModule, want: dict[str, Any]) -> Iterator[Finding]:
    if not want["domain"]:
        yield unchecked("zone", NO_DOMAIN)
        return
    try:
        zone_id(module, want["zone"])
    except RefusedError as missing:
        said, _, then = str(missing).partition(": ")
        yield wrong("zone", said, then)
    else:
        yield right("zone", f"{want['zone']} is there")


def certificate(module: AnsibleAWSModule, want: dict[str, Any]) -> Iterator[Finding]:
    domain = want["domain"]
    if not domain:
        yield unchecked("certificate", NO_DOMAIN)
        return
    found = named(module, domain, want["vpc"]["name"])  # all of an estate bears one name
    statuses = {each["Status"] for each in found}
    if ISSUED in statuses:
        yield right("certificate", f"the one for {domain} is issued")
    elif statuses & {*LIVE}:
        yield unchecked("certificate", f"the one for {domain} waits for its record to be seen")
    else:
        yield unchecked("certificate", f"there is none for {domain}: the apply requests it")
