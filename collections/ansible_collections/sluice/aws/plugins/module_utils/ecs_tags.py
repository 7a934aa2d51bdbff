"""Tags as ECS writes them: lower-case keys, unlike every other service's."""

from __future__ import annotations

from typing import Any


def to_ecs(tags: dict[str, str]) -> list[dict[str, Any]]:
    return [{"key": key, "value": value} for key, value in tags.items()]


def from_ecs(tags: list[dict[str, Any]]) -> dict[str, str]:
    return {tag["key"]: tag["value"] for tag in tags}
