"""Container definitions as they compare: with ECS's defaults said, and its emptinesses unsaid."""

from __future__ import annotations

from typing import Any

# What ECS fills in where a definition says nothing (API reference, HealthCheck and PortMapping).
HEALTH_CHECK_DEFAULTS = {"interval": 30, "timeout": 5, "retries": 3}


def comparable(container: dict[str, Any]) -> dict[str, Any]:
    said = {"essential": True, **pruned(container)}
    if "portMappings" in said:
        said["portMappings"] = [
            {"protocol": "tcp", "hostPort": mapping["containerPort"], **mapping} for mapping in said["portMappings"]
        ]
    if "healthCheck" in said:
        said["healthCheck"] = {**HEALTH_CHECK_DEFAULTS, **said["healthCheck"]}
    return said


def pruned(value: Any) -> Any:
    if isinstance(value, dict):
        deeper = {key: pruned(entry) for key, entry in value.items()}
        return {key: entry for key, entry in deeper.items() if not _empty(entry)}
    return [pruned(entry) for entry in value] if isinstance(value, list) else value


def _empty(value: Any) -> bool:
    return value is None or value is False or value in ([], {}) or (value == 0 and isinstance(value, int))
