"""A namespace of Cloud Map."""

from typing import Any

from ..kind import TAGS, Api, Kind

NAME = "kind.internal"


def arn(api: Api) -> str:
    (found,) = [each for each in api("servicediscovery").list_namespaces()["Namespaces"] if each["Name"] == NAME]
    return str(found["Arn"])


def stray_tag(api: Api) -> Any:
    return api("servicediscovery").tag_resource(ResourceARN=arn(api), Tags=[{"Key": "Stray", "Value": "1"}])


KIND = Kind("discovery", "namespaces", {"name": NAME, "vpc": "network", "tags": TAGS}, {"tags.Stray": stray_tag})
