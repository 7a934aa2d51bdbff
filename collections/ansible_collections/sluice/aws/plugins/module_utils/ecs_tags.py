"""Tags as ECS writes them: lower-case keys, unlike every other service's."""

from __future__ import annotations

from typing import Any


def to_ecs(tags: dict[str, str]) -> list[dict[str, Any]]:
    return [{"key": key, "value": value} for key, value in tags.items()]


def from_ecs(tags: list[dict[str, Any]]) -> dict[str, str]:
    return {tag["key"]: tag["value"] for tag in tags}


def write_tags(ecs: Any, arn: str, have: dict[str, str], want: dict[str, str]) -> None:
    if gone := [tag for tag in have if tag not in want]:
        ecs.untag_resource(resourceArn=arn, tagKeys=gone)
    if want != have and want:
        ecs.tag_resource(resourceArn=arn, tags=to_ecs(want))
