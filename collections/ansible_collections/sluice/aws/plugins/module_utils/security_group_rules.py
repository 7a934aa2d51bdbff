"""Rules of security groups as one readable line each, from the graph of who may call whom and from the API."""

from __future__ import annotations

from typing import Any

Rules = dict[str, str]
"""The description of each rule by its line, for example  tcp 443 to the group sluice-dev-endpoints"""

INBOUND, OUTBOUND = "inbound", "outbound"


def ends(call: dict[str, Any], way: str) -> list[str] | None:
    """Who is at the end `from` or `to` of a call, as a rule at the other end names them; None where it is not said."""
    if call.get(way):
        return [f"group {call[way]}"]
    if call.get(f"{way}_prefix_list"):
        return [f"prefix list {call[f'{way}_prefix_list']}"]
    cidrs: list[str] | None = call.get(f"{way}_cidrs")
    return cidrs


def wanted(calls: list[dict[str, Any]], group: str) -> dict[str, Rules]:
    """What the calls mean for one group, inbound and outbound."""
    rules: dict[str, Rules] = {INBOUND: {}, OUTBOUND: {}}
    for call in calls:
        callers, called = ends(call, "from") or [], ends(call, "to") or []
        what = f"{call['protocol']} {call['port']}"
        if f"group {group}" in called:
            rules[INBOUND] |= {f"{what} from {caller}": call["description"] for caller in callers}
        if f"group {group}" in callers:
            rules[OUTBOUND] |= {f"{what} to {each}": call["description"] for each in called}
    return rules


def line(rule: dict[str, Any], groups: dict[str, str], prefix_lists: dict[str, str]) -> tuple[str, str]:
    """The way and the line of a rule that the API describes, ids told by name."""
    way = OUTBOUND if rule["IsEgress"] else INBOUND
    ports = sorted({rule.get("FromPort", -1), rule.get("ToPort", -1)})
    what = "all" if rule["IpProtocol"] == "-1" else f"{rule['IpProtocol']} {'-'.join(map(str, ports))}"
    if group := rule.get("ReferencedGroupInfo", {}).get("GroupId"):
        end = f"group {groups.get(group, group)}"
    elif prefix_list := rule.get("PrefixListId"):
        end = f"prefix list {prefix_lists.get(prefix_list, prefix_list)}"
    else:
        end = rule.get("CidrIpv4") or rule.get("CidrIpv6") or "nobody"
    return way, f"{what} {'to' if way == OUTBOUND else 'from'} {end}"


def permission(text: str, description: str, groups: dict[str, str], prefix_lists: dict[str, str]) -> dict[str, Any]:
    """The rule of that line in the API's words, names told by id."""
    protocol, port, _, *end = text.split(" ")
    said = {"Description": description} if description else {}
    kind, name = " ".join(end[:-1]), end[-1]
    if kind == "group":
        target: dict[str, Any] = {"UserIdGroupPairs": [{"GroupId": groups[name], **said}]}
    elif kind == "prefix list":
        target = {"PrefixListIds": [{"PrefixListId": prefix_lists[name], **said}]}
    else:
        target = {"IpRanges": [{"CidrIp": name, **said}]}
    return {"IpProtocol": protocol, "FromPort": int(port), "ToPort": int(port), **target}
