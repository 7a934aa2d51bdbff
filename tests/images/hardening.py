"""What the task definition of a service demands of its container, in the words of the engine's command line."""

from pathlib import Path
from typing import Any

import yaml

INVENTORY = Path(__file__).parents[2] / "inventory" / "common"


def said(service: str) -> dict[str, Any]:
    """What the inventory says of a service: of all of them, and of its own."""
    files = (INVENTORY / "group_vars" / "services.yml", INVENTORY / "host_vars" / f"{service}.yml")
    return {name: value for file in files for name, value in yaml.safe_load(file.read_text()).items()}


def definition(service: str) -> dict[str, Any]:
    whole: dict[str, Any] = _filled(said(service)["ecs_service_task_definition"], said(service))
    return whole


def _filled(value: Any, variables: dict[str, Any]) -> Any:
    """With the variables in place that are one word, which is how what is tested here is said."""
    match value:
        case dict():
            return {key: _filled(each, variables) for key, each in value.items()}
        case list():
            return [_filled(each, variables) for each in value]
        case str() if value.startswith("{{ ") and value[3:-3] in variables:
            return variables[value[3:-3]]
        case _:
            return value


def stop_seconds(service: str) -> int:
    return int(definition(service)["containers"][0]["stopTimeout"])


def memory_bytes(service: str) -> int:
    return int(definition(service)["memory"]) * 1024 * 1024


def command_of(service: str) -> list[str]:
    return [str(word) for word in said(service)["ecs_service_command"]]


def arguments(service: str) -> list[str]:
    """A key that disappears from the task definition fails here, rather than be left out of the tests."""
    container = definition(service)["containers"][0]
    linux = container["linuxParameters"]
    assert container["readonlyRootFilesystem"]
    assert linux["initProcessEnabled"]
    return [
        "--read-only",
        "--init",
        f"--user={container['user']}",
        f"--memory={memory_bytes(service)}",
        f"--memory-swap={memory_bytes(service)}",
        f"--stop-timeout={stop_seconds(service)}",
        *(f"--cap-drop={each}" for each in linux["capabilities"]["drop"]),
        *(f"--security-opt={each}" for each in container["dockerSecurityOptions"]),
        *(f"--tmpfs={each['containerPath']}:size={each['size']}m" for each in linux["tmpfs"]),
    ]
