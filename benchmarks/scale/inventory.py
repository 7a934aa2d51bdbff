"""Reads an inventory as Ansible does, and what a module of ours takes where an inventory says nothing."""

from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

from ansible.inventory.manager import InventoryManager
from ansible.parsing.dataloader import DataLoader
from ansible.parsing.plugin_docs import read_docstring
from ansible.template import Templar, trust_as_template
from ansible.vars.manager import VariableManager

ROOT = Path(__file__).resolve().parents[2]
MODULES = ROOT / "collections/ansible_collections/sluice/aws/plugins/modules"


def asker(inventory: Path) -> Callable[[str, str], Any]:
    """What an expression is for a host, as a playbook would see it."""
    loader = DataLoader()
    hosts = InventoryManager(loader=loader, sources=[str(inventory)])
    variables = VariableManager(loader=loader, inventory=hosts)

    @cache
    def of(host: str) -> Templar:
        return Templar(loader=loader, variables=variables.get_vars(host=hosts.get_host(host)))

    def ask(host: str, expression: str) -> Any:
        return of(host).template(trust_as_template("{{ " + expression + " }}"))

    return ask


def default(module: str, option: str) -> Any:
    return _find(_documentation(module), option)["default"]


@cache
def _documentation(module: str) -> Any:
    return read_docstring(str(MODULES / f"{module}.py"))["doc"]


def _find(options: Any, name: str) -> Any:
    """The option of that name, however deep."""
    if not isinstance(options, dict):
        return None
    return options.get(name) or next((found for each in options.values() if (found := _find(each, name))), None)
