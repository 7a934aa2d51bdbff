"""What modules for things in EC2 have in common: found by name, tagged when made, deleted when nobody leans on it."""

from __future__ import annotations

from typing import Any

from ansible_collections.amazon.aws.plugins.module_utils.botocore import is_boto3_error_code
from ansible_collections.amazon.aws.plugins.module_utils.modules import AnsibleAWSModule
from ansible_collections.sluice.aws.plugins.module_utils.ec2_kinds import Ec2Kind
from ansible_collections.sluice.aws.plugins.module_utils.ec2_lookup import Described, describe, is_there, name_of
from ansible_collections.sluice.aws.plugins.module_utils.resource import RefusedError, Resource, State
from ansible_collections.sluice.aws.plugins.module_utils.waiting import until

# The interfaces of a balancer or an endpoint outlive it by minutes.
FREE_WITHIN_SECONDS = 300
LEANT_ON = {"GroupId": "group-id", "SubnetId": "subnet-id", "VpcId": "vpc-id"}


class Ec2Resource(Resource):
    service = "ec2"
    ec2_kind: Ec2Kind

    def __init__(self, module: AnsibleAWSModule) -> None:
        super().__init__(module)
        self.kind = self.ec2_kind.word
        self.described: list[Described] = []
        """What the option names and the API lists, as it was at the start."""

    def read_all(self, items: list[State]) -> None:
        wanted = [self.name(item) for item in items]
        by_name = {self.ec2_kind.named_by: wanted}
        self.described = describe(self.module, self.ec2_kind.listed, by_name) if wanted else []

    def found(self, name: str) -> Described | None:
        """The one of that name; raises RefusedError where there are several."""
        found = [each for each in self.described if name_of(each) == name and is_there(each)]
        if len(found) > 1:
            listed = ", ".join(each[self.ec2_kind.id] for each in found)
            raise RefusedError(f"there are {len(found)} of that name, keep one of them: {listed}")
        return found[0] if found else None

    def specification(self, want: State) -> dict[str, Any]:
        """The argument that tags a thing in the call that makes it."""
        return {"TagSpecifications": [tag_specification(self.ec2_kind, want)]}

    def write_tags(self, have: State, want: State) -> None:
        write_tags(self.client, have["id"], have["tags"], want["tags"])

    def once_free(self, operation: str, **thing: str) -> None:
        """The call, again as long as AWS says that something still leans on the thing."""

        def goes() -> bool:
            try:
                getattr(self.client, operation)(**thing)
            except is_boto3_error_code("DependencyViolation"):
                return False
            return True

        until(goes, FREE_WITHIN_SECONDS, lambda: f"it is still in use{self._by_whom(**thing)}")

    def _by_whom(self, **thing: str) -> str:
        """The network interfaces that lean on it, which most often are what is waited for."""
        leant_on = {LEANT_ON[key]: [value] for key, value in thing.items() if key in LEANT_ON}
        found = describe(self.module, "NetworkInterfaces", leant_on)
        told = [f"{each['NetworkInterfaceId']} ({each.get('Description', '')})" for each in found]
        return f" by {', '.join(told)}" if told else ""


def tag_specification(kind: Ec2Kind, want: State) -> dict[str, Any]:
    tags = {**want["tags"], "Name": want["name"]}
    return {"ResourceType": kind.tagged, "Tags": [{"Key": key, "Value": value} for key, value in tags.items()]}


def tags_of(found: Described) -> dict[str, str]:
    """All but the name."""
    return {key: value for key, value in all_tags_of(found).items() if key != "Name"}


def all_tags_of(found: Described) -> dict[str, str]:
    """Those that AWS itself has set are left out: nobody can change them."""
    tags = {tag["Key"]: tag["Value"] for tag in found.get("Tags", [])}
    return {key: value for key, value in tags.items() if not key.startswith("aws:")}


def write_tags(ec2: Any, thing: str, have: dict[str, str], want: dict[str, str]) -> None:
    gone = [{"Key": key} for key in have if key not in want]
    if gone:
        ec2.delete_tags(Resources=[thing], Tags=gone)
    if want != have and want:
        ec2.create_tags(Resources=[thing], Tags=[{"Key": key, "Value": value} for key, value in want.items()])
