"""A host as a plan tells it, and as a version of a launch template holds it."""

from __future__ import annotations

import base64
from typing import Any

State = dict[str, Any]
Data = dict[str, Any]

# Where the ECS-optimised Amazon Linux 2023 has its only volume (Amazon ECS Developer Guide, "Amazon ECS-optimized
# Linux AMIs").
ROOT = "/dev/xvda"
TAGGED = ("instance", "volume")


def hardened(gib: int) -> State:
    """What no host of ours is without: EC2.3, .8, .25 and .170 of AWS Foundational Security Best Practices."""
    return {
        "public_address": False,
        "imds": {"tokens": "required", "hop_limit": 1},
        "volume": {"encrypted": True, "type": "gp3", "gib": gib},
        "detailed_monitoring": True,
    }


def to_data(want: State, group_ids: list[str]) -> Data:
    """Without a key of one's own a volume is encrypted by the account's aws/ebs."""
    volume = {"Encrypted": want["volume"]["encrypted"], "VolumeType": want["volume"]["type"]}
    volume |= {"VolumeSize": want["volume"]["gib"], "DeleteOnTermination": True}
    # With the address question the groups belong to the interface: one template has either these or those.
    interface = {"DeviceIndex": 0, "AssociatePublicIpAddress": want["public_address"], "Groups": group_ids}
    tags = [{"Key": key, "Value": value} for key, value in want["host_tags"].items()]
    return {
        "ImageId": want["image"],
        "InstanceType": want["instance_type"],
        "IamInstanceProfile": {"Name": want["instance_profile"]},
        "Monitoring": {"Enabled": want["detailed_monitoring"]},
        "MetadataOptions": {
            "HttpEndpoint": "enabled",
            "HttpTokens": want["imds"]["tokens"],
            "HttpPutResponseHopLimit": want["imds"]["hop_limit"],
        },
        "NetworkInterfaces": [{**interface, "DeleteOnTermination": True}],
        "BlockDeviceMappings": [{"DeviceName": ROOT, "Ebs": volume}],
        "UserData": base64.b64encode("\n".join(want["user_data"].values()).encode()).decode(),
        **({"TagSpecifications": [{"ResourceType": kind, "Tags": tags} for kind in TAGGED]} if tags else {}),
    }


def from_data(data: Data, group_names: dict[str, str]) -> State:
    interface: Data = next(iter(data.get("NetworkInterfaces", [])), {})
    groups = [*interface.get("Groups", []), *data.get("SecurityGroupIds", [])]
    mappings = {each["DeviceName"]: each.get("Ebs", {}) for each in data.get("BlockDeviceMappings", [])}
    volume, imds = mappings.get(ROOT, {}), data.get("MetadataOptions", {})
    return {
        "image": data.get("ImageId"),
        "instance_type": data.get("InstanceType"),
        "instance_profile": data.get("IamInstanceProfile", {}).get("Name"),
        "detailed_monitoring": data.get("Monitoring", {}).get("Enabled"),
        "imds": {"tokens": imds.get("HttpTokens"), "hop_limit": imds.get("HttpPutResponseHopLimit")},
        "public_address": interface.get("AssociatePublicIpAddress"),
        "security_groups": sorted(group_names.get(group, group) for group in groups),
        "volume": {
            "encrypted": volume.get("Encrypted"),
            "type": volume.get("VolumeType"),
            "gib": volume.get("VolumeSize"),
        },
        "user_data": by_line(base64.b64decode(data.get("UserData", "")).decode(errors="replace")),
        "host_tags": _tags(data),
    }


def by_line(text: str) -> dict[str, str]:
    """So that a plan names the line that differs and not the script."""
    return {f"line {number}": line for number, line in enumerate(text.rstrip("\n").split("\n"), 1)}


def _tags(data: Data) -> dict[str, str]:
    """Of hosts; a volume of theirs that is tagged otherwise shows with its kind."""
    by_kind = {
        each["ResourceType"]: {tag["Key"]: tag["Value"] for tag in each["Tags"]}
        for each in data.get("TagSpecifications", [])
    }
    hosts, volumes = (by_kind.get(kind, {}) for kind in TAGGED)
    return hosts if hosts == volumes else {**hosts, "(of volumes)": str(volumes)}
