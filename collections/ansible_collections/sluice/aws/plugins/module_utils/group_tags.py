"""Tags of Auto Scaling groups, each of which is passed on to the hosts or not."""

from __future__ import annotations

from typing import Any

# ECS sets it, and scales no group and counts no host without it: "Amazon ECS capacity providers for EC2 workloads". It
# looks at the key alone.
ECS = "AmazonECSManaged"
NOT_PASSED_ON = " (not passed on to hosts)"


def wanted(tags: dict[str, str]) -> dict[str, str]:
    """From the start, so that a host that is launched before the provider is made bears ECS's mark too."""
    return {**tags, ECS: ""}


def tags_of(group: dict[str, Any]) -> dict[str, str]:
    return {tag["Key"]: _value(tag) for tag in group.get("Tags", []) if not tag["Key"].startswith("aws:")}


def for_api(name: str, tags: dict[str, str]) -> list[dict[str, Any]]:
    group = {"ResourceId": name, "ResourceType": "auto-scaling-group"}
    return [{**group, "Key": key, "Value": value, "PropagateAtLaunch": True} for key, value in tags.items()]


def write(client: Any, name: str, have: dict[str, str], want: dict[str, str]) -> None:
    gone = {key: "" for key in have if key not in want}
    if gone:
        keys = [{field: tag[field] for field in ("ResourceId", "ResourceType", "Key")} for tag in for_api(name, gone)]
        client.delete_tags(Tags=keys)
    if want != have and want:
        client.create_or_update_tags(Tags=for_api(name, want))


def _value(tag: dict[str, Any]) -> str:
    value = "" if tag["Key"] == ECS else str(tag.get("Value", ""))
    return value if tag.get("PropagateAtLaunch") else f"{value}{NOT_PASSED_ON}"
