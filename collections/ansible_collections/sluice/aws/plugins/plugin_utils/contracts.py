"""Which roles a playbook gives to which hosts, and whether the inventory keeps those roles' contracts."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from ansible.errors import AnsibleError
from ansible.module_utils.common.arg_spec import ArgumentSpecValidator
from ansible.module_utils.common.yaml import yaml_load

Contract = dict[str, Any]
# What ansible-core says of a value of the wrong type, without the value.
WRONG_TYPE = re.compile(r"(?:argument|option) '(?P<name>\w+)' is of type .* unable to convert to (?P<type>\w+)")
IN = re.compile(r" found in '(?P<path>[^']+)'")
# The reason of another fault, said beside it and without the name of a variable.
ASIDE = "dictionary requested"


def roles_of(playbook: Path) -> Iterator[tuple[str, str]]:
    """Group (or host) and role, of the playbook and all that it imports."""
    for play in yaml_load(playbook.read_text()) or []:
        if imported := play.get("ansible.builtin.import_playbook"):
            yield from roles_of(playbook.parent / imported)
        for role in play.get("roles", []):
            yield play["hosts"], role if isinstance(role, str) else role["role"]


def contract_of(roles: Path, role: str) -> Contract:
    file = roles / role / "meta" / "argument_specs.yml"
    specs = yaml_load(file.read_text())["argument_specs"] if file.exists() else {}
    return dict(specs.get("main", {}).get("options", {}))


def faults(contract: Contract, variables: Mapping[str, Any]) -> Iterator[str]:
    """What is wrong with the variables that the contract names, each with its name, its value and what is allowed."""
    values: dict[str, Any] = {}
    for name, option in contract.items():
        try:
            if name in variables:
                values[name] = variables[name]
        except AnsibleError as error:
            yield f"{name} cannot be read: {' '.join(str(error).split())}"
            values[name] = option.get("default")
    known = {name: value for name, value in values.items() if value is not None}
    for said in ArgumentSpecValidator(contract).validate(known, validate_role_argument_spec=True).error_messages:
        if not said.startswith(ASIDE):
            yield _sentence(said, known, contract)


def _sentence(error: str, values: Mapping[str, Any], contract: Contract) -> str:
    found = WRONG_TYPE.search(error)
    if not found or contract.get(found["name"], {}).get("no_log"):
        return error
    name, wanted = found["name"], found["type"]
    if error.startswith("Elements"):
        wanted = f"list of {wanted}"
    if inside := IN.search(error):
        return f"{inside['path']}: {name} must be {wanted}"
    return f"{name} is {values.get(name)!r} and must be {wanted}"
