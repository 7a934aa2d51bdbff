"""How mail travels to the balancer of an estate: encrypted, or through networks alone that the inventory names."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from ipaddress import IPv4Network
from typing import Any

# Nobody has a wider network for themselves: RFC 1918 gives away 10.0.0.0/8. It also stops the world in two halves.
WIDEST_PREFIX = 8
TOGETHER = "estate_domain and estate_zone, the public zone of Route 53 that it is in, stand or fall together"
WAYS_OUT = (
    "a token would travel for all to read: give the estate a domain (estate_domain, estate_zone), or set "
    "allow_plaintext: true with mail_allowed_cidrs that name networks of your own"
)


OPTIONS = {
    "estate_domain": {"type": "str"},
    "estate_zone": {"type": "str"},
    "allow_plaintext": {"type": "bool"},
    "mail_allowed_cidrs": {"type": "list", "elements": "str"},
}


def faults(exposure: Mapping[str, Any]) -> Iterator[str]:
    """Each with the variable, its value and what is allowed; none of an inventory that has no balancer."""
    if all(exposure[name] is None for name in OPTIONS):
        return
    domain, zone = exposure["estate_domain"], exposure["estate_zone"]
    plain, cidrs = exposure["allow_plaintext"], exposure["mail_allowed_cidrs"]
    networks = {cidr: _network(cidr) for cidr in cidrs}
    for cidr in (each for each, network in networks.items() if network is None):
        yield f"mail_allowed_cidrs has {cidr!r} and must have ranges of IPv4 addresses such as 192.0.2.0/24"
    if bool(domain) != bool(zone):
        yield f"estate_domain is {domain!r} and estate_zone is {zone!r}: {TOGETHER}"
    elif domain and not f".{domain}".endswith(f".{zone}"):
        yield f"estate_domain is {domain!r} and must be in the zone, and estate_zone is {zone!r}"
    if domain and plain:
        yield f"allow_plaintext is {plain} and must be false, since estate_domain is {domain!r}: everybody speaks TLS"
    elif not domain and not plain:
        yield f"estate_domain is {domain!r} and allow_plaintext is {plain}: {WAYS_OUT}"
    elif not domain:
        wide = [cidr for cidr, network in networks.items() if network and network.prefixlen < WIDEST_PREFIX]
        if wide or not cidrs:
            yield (
                f"allow_plaintext is {plain} and mail_allowed_cidrs is {cidrs}: it must name networks of your own, at "
                f"least one and none wider than /{WIDEST_PREFIX}, or the estate needs a domain"
            )


def _network(cidr: str) -> IPv4Network | None:
    try:
        return IPv4Network(cidr)
    except ValueError:
        return None
