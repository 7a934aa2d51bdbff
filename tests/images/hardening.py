"""What the task definition demands of a container, in the words of the engine's command line."""

from functools import cache
from pathlib import Path
from typing import Any

import yaml

INVENTORY = Path(__file__).parents[2] / "inventory" / "common"


@cache
def task_definition() -> dict[str, Any]:
    text = (INVENTORY / "group_vars" / "services.yml").read_text()
    definition: dict[str, Any] = yaml.safe_load(text)["ecs_service_task_definition"]
    return definition


def stop_seconds() -> int:
    return int(task_definition()["containers"][0]["stopTimeout"])


def memory_bytes() -> int:
    return int(task_definition()["memory"]) * 1024 * 1024


def command_of(service: str) -> list[str]:
    variables = yaml.safe_load((INVENTORY / "host_vars" / f"{service}.yml").read_text())
    return [str(word) for word in variables["ecs_service_command"]]


def arguments() -> list[str]:
    """A key that disappears from the task definition fails here, rather than be left out of the tests."""
    container = task_definition()["containers"][0]
    linux = container["linuxParameters"]
    assert container["readonlyRootFilesystem"]
    assert linux["initProcessEnabled"]
    return [
        "--read-only",
        "--init",
        f"--user={container['user']}",
        f"--memory={memory_bytes()}",
        f"--memory-swap={memory_bytes()}",
        f"--stop-timeout={stop_seconds()}",
        *(f"--cap-drop={each}" for each in linux["capabilities"]["drop"]),
        *(f"--security-opt={each}" for each in container["dockerSecurityOptions"]),
        *(f"--tmpfs={each['containerPath']}:size={each['size']}m" for each in linux["tmpfs"]),
    ]
