"""A certificate that a record in its zone validates."""

from typing import Any

from ..kind import TAGS, Api, Kind

NAME = {"Key": "Name", "Value": "kind-certificate"}
DOMAIN = "mail.kind-certificate.example"
ZONE = "kind-certificate.example"


def neighbours(api: Api) -> None:
    api("route53").create_hosted_zone(Name=ZONE, CallerReference=ZONE)


def zone(api: Api) -> str:
    return str(api("route53").list_hosted_zones_by_name(DNSName=ZONE)["HostedZones"][0]["Id"])


def arn(api: Api) -> str:
    listed = api("acm").list_certificates()["CertificateSummaryList"]
    return str(next(each["CertificateArn"] for each in listed if each["DomainName"] == DOMAIN))


def record(api: Api) -> Any:
    """The one that validates it."""
    listed = api("route53").list_resource_record_sets(HostedZoneId=zone(api))["ResourceRecordSets"]
    return next(each for each in listed if each["Type"] == "CNAME")


def change(api: Api, action: str, changed: Any) -> None:
    batch = {"Changes": [{"Action": action, "ResourceRecordSet": changed}]}
    api("route53").change_resource_record_sets(HostedZoneId=zone(api), ChangeBatch=batch)


def elsewhere(api: Api) -> None:
    change(api, "UPSERT", {**record(api), "ResourceRecords": [{"Value": "elsewhere.example."}]})


def pending(api: Api) -> None:
    """As a run leaves it that was killed between the request and the record."""
    api("acm").delete_certificate(CertificateArn=arn(api))
    change(api, "DELETE", record(api))
    tags = [NAME, *({"Key": key, "Value": value} for key, value in TAGS.items())]
    api("acm").request_certificate(DomainName=DOMAIN, ValidationMethod="DNS", Tags=tags)


KIND = Kind(
    "certificate",
    "certificates",
    {"name": NAME["Value"], "domain": DOMAIN, "zone": ZONE, "patience_seconds": 0, "tags": TAGS},
    {
        "validation_record": elsewhere,
        "status": pending,
        "tags.Project": lambda api: api("acm").remove_tags_from_certificate(
            CertificateArn=arn(api), Tags=[{"Key": "Project"}]
        ),
        "tags.Stray": lambda api: api("acm").add_tags_to_certificate(
            CertificateArn=arn(api), Tags=[{"Key": "Stray", "Value": "1"}]
        ),
    },
    neighbours=neighbours,
)
