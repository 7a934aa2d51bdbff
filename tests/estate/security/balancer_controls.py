"""The controls of Elastic Load Balancing in AWS Foundational Security Best Practices, each with what breaks it."""

from typing import Any

from .policies import Client

# Security Hub User Guide, "ELB.17": those of FIPS are left out, which nothing here asks for.
RECOMMENDED = {
    "ELBSecurityPolicy-TLS13-1-2-Res-2021-06",
    "ELBSecurityPolicy-TLS13-1-2-Res-PQ-2025-09",
    "ELBSecurityPolicy-TLS13-1-3-2021-06",
    "ELBSecurityPolicy-TLS13-1-3-PQ-2025-09",
}


def broken(aws: Client, name: str) -> dict[str, Any]:
    """What was found instead, by the control that it breaks."""
    elb = aws("elbv2")
    (balancer,) = elb.describe_load_balancers(Names=[name])["LoadBalancers"]
    there = {"LoadBalancerArn": balancer["LoadBalancerArn"]}
    attributes = {each["Key"]: each["Value"] for each in elb.describe_load_balancer_attributes(**there)["Attributes"]}
    listeners = elb.describe_listeners(**there)["Listeners"]
    plain = [each for each in listeners if each["Protocol"] == "HTTP"]
    secure = [each for each in listeners if each["Protocol"] == "HTTPS"]
    found = {
        "ELB.1": [each["Port"] for each in plain if not _redirects(elb, each)],
        "ELB.4": _unlike(attributes, "routing.http.drop_invalid_header_fields.enabled", "true"),
        "ELB.5": _unlike(attributes, "access_logs.s3.enabled", "true"),
        "ELB.6": _unlike(attributes, "deletion_protection.enabled", "true"),
        "ELB.12": _unlike(attributes, "routing.http.desync_mitigation_mode", "defensive", "strictest"),
        "ELB.13": [] if len({zone["ZoneName"] for zone in balancer["AvailabilityZones"]}) > 1 else ["one zone"],
        "ELB.17": [each["SslPolicy"] for each in secure if each["SslPolicy"] not in RECOMMENDED],
    }
    return {control: instead for control, instead in found.items() if instead}


def _redirects(elb: Any, listener: dict[str, Any]) -> bool:
    """Whatever the path: no rule leads past the redirect."""
    rules = elb.describe_rules(ListenerArn=listener["ListenerArn"])["Rules"]
    return all(rule["Actions"][0].get("RedirectConfig", {}).get("Protocol") == "HTTPS" for rule in rules)


def _unlike(attributes: dict[str, str], key: str, *right: str) -> list[str]:
    return [] if attributes[key] in right else [attributes[key]]
