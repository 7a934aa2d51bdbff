"""Variables of a container whose value AWS chooses, so that an inventory can only say of what they are."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ansible_collections.amazon.aws.plugins.module_utils.modules import AnsibleAWSModule
from ansible_collections.sluice.aws.plugins.module_utils.balancer_labels import balancer_label, target_group_label

LOOK_UP: dict[str, Callable[[AnsibleAWSModule, str], str]] = {
    "load_balancer": balancer_label,
    "target_group": target_group_label,
}


def with_values(module: AnsibleAWSModule, container: dict[str, Any]) -> dict[str, Any]:
    """The container with a value of each variable; `of: {load_balancer: NAME}` is what CloudWatch calls that one."""
    variables = [_found(module, each) for each in container.get("environment") or []]
    return {**container, **({"environment": variables} if variables else {})}


def _found(module: AnsibleAWSModule, variable: dict[str, Any]) -> dict[str, Any]:
    if "of" not in variable:
        return variable
    ((kind, name),) = variable["of"].items()
    return {"name": variable["name"], "value": LOOK_UP[kind](module, name)}
