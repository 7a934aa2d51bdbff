"""What kinds of the network lean on, and how to look for things there."""

from typing import Any

from .kind import Act, Api

ZONES = ("a", "b")


def found(api: Api, listed: str, name: str, by: str = "tag:Name") -> Any:
    """The only thing that `listed` (for example `route_tables`) has of that name."""
    answer = getattr(api("ec2"), f"describe_{listed}")(Filters=[{"Name": by, "Values": [name]}])
    things = next(value for key, value in answer.items() if key not in ("ResponseMetadata", "NextToken"))
    (thing,) = (each for each in things if each.get("State") not in ("deleted", "deleting"))
    return thing


def named(kind: str, name: str) -> list[dict[str, Any]]:
    return [{"ResourceType": kind, "Tags": [{"Key": "Name", "Value": name}]}]


def network(name: str, second: int) -> Act:
    """A VPC and two subnets of it, `NAME-a` and `NAME-b`, in 10.SECOND.0.0/16."""

    def make(api: Api) -> None:
        ec2 = api("ec2")
        vpc = ec2.create_vpc(CidrBlock=f"10.{second}.0.0/16", TagSpecifications=named("vpc", name))["Vpc"]["VpcId"]
        for third, zone in enumerate(ZONES):
            ec2.create_subnet(
                VpcId=vpc,
                CidrBlock=f"10.{second}.{third}.0/24",
                AvailabilityZone=f"eu-central-1{zone}",
                TagSpecifications=named("subnet", f"{name}-{zone}"),
            )

    return make


def stray_tag(find: Any, id_field: str) -> Act:
    tags = [{"Key": "Stray", "Value": "1"}]
    return lambda api: api("ec2").create_tags(Resources=[find(api)[id_field]], Tags=tags)
