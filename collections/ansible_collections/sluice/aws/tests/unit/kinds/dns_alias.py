"""A name that leads to a balancer."""

from typing import Any

from ..kind import Act, Api, Kind

NAME = "mail.kind-alias.example"
ZONE = "kind-alias.example"


def neighbours(api: Api) -> None:
    api("route53").create_hosted_zone(Name=ZONE, CallerReference=ZONE)


def zone(api: Api) -> str:
    return str(api("route53").list_hosted_zones_by_name(DNSName=ZONE)["HostedZones"][0]["Id"])


def records(api: Api) -> list[dict[str, Any]]:
    """Those that the zone did not bring along."""
    listed = api("route53").list_resource_record_sets(HostedZoneId=zone(api))["ResourceRecordSets"]
    return [each for each in listed if each["Type"] not in ("NS", "SOA")]


def change(api: Api, action: str, **record: Any) -> None:
    batch = {"Changes": [{"Action": action, "ResourceRecordSet": {"Name": NAME, **record}}]}
    api("route53").change_resource_record_sets(HostedZoneId=zone(api), ChangeBatch=batch)


def leads_to(**target: Any) -> Act:
    return lambda api: change(api, "UPSERT", Type="A", AliasTarget={**records(api)[0]["AliasTarget"], **target})


KIND = Kind(
    "dns_alias",
    "aliases",
    {"name": NAME, "zone": ZONE, "load_balancer": "balancer"},
    {
        # What a balancer of the same name was called before it was built anew.
        "target": leads_to(DNSName="dualstack.Balancer-1234567890.eu-central-1.elb.amazonaws.com."),
        "evaluates_target_health": leads_to(EvaluateTargetHealth=True),
        "alias_zone": leads_to(HostedZoneId="Z3F0SRJ5LGBH90"),
    },
    neighbours=neighbours,
)
