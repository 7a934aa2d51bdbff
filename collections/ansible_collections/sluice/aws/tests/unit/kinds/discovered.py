"""A name in a namespace of Cloud Map."""

from typing import Any

from ..kind import TAGS, Api, Kind

NAMESPACE = "discovered.internal"


def neighbours(api: Api) -> None:
    api("servicediscovery").create_private_dns_namespace(Name=NAMESPACE, Vpc="vpc-12345678")


def found(api: Api) -> dict[str, Any]:
    (service,) = [each for each in api("servicediscovery").list_services()["Services"] if each["Name"] == "producer"]
    return dict(service)


def other_ttl(api: Api) -> Any:
    records = {"DnsRecords": [{"Type": "A", "TTL": 3600}]}
    return api("servicediscovery").update_service(Id=found(api)["Id"], Service={"DnsConfig": records})


def stray_tag(api: Api) -> Any:
    return api("servicediscovery").tag_resource(ResourceARN=found(api)["Arn"], Tags=[{"Key": "Stray", "Value": "1"}])


KIND = Kind(
    "discovery",
    "services",
    {"name": "producer", "namespace": NAMESPACE, "tags": TAGS},
    {"ttl_seconds": other_ttl, "tags.Stray": stray_tag},
    neighbours=neighbours,
)
