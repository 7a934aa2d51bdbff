"""A module's argument spec, read from its documentation, so that the two are one."""

from __future__ import annotations

from typing import Any

from ansible.module_utils.common.yaml import yaml_load

SAME = ("type", "elements", "required", "default", "choices")


def argument_spec(documentation: str) -> dict[str, Any]:
    return _arguments(yaml_load(documentation)["options"])


def _arguments(options: dict[str, Any]) -> dict[str, Any]:
    return {name: _argument(name, option) for name, option in options.items()}


def _argument(name: str, option: dict[str, Any]) -> dict[str, Any]:
    argument = {key: option[key] for key in SAME if key in option}
    # Ansible takes an option for a secret by its name; of ours only one of this name holds a value, not a shape.
    argument["no_log"] = name == "value"
    if "suboptions" in option:
        argument["options"] = _arguments(option["suboptions"])
    return argument
