"""What the inventory of prod says of tasks, hosts, policies and retention, and modules where it says nothing."""

from collections.abc import Callable
from dataclasses import dataclass
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


@dataclass(frozen=True)
class Policy:
    """Holds its metric at `target`; which metric it is, its name says."""

    name: str
    target: float
    scale_out_cooldown_seconds: int
    scale_in_cooldown_seconds: int


@dataclass(frozen=True)
class Service:
    minimum: int
    maximum: int
    cores: float  # of one task
    policies: tuple[Policy, ...]


@dataclass(frozen=True)
class Hosts:
    instance_type: str
    minimum: int
    maximum: int
    tasks_each: int
    target_capacity: int  # percent of the hosts that have a task
    volume_gib: int
    other_tasks: int  # of services that no mail goes through


@dataclass(frozen=True)
class Estate:
    producer: Service
    consumer: Service
    hosts: Hosts
    busy: float  # the share of its CPU that a task uses where there are enough of them
    endpoints: int  # of interfaces
    endpoint_zones: int
    keys: int
    mail_retention_days: int
    logs_retention_days: int


def read(inventory: Path = ROOT / "inventory/prod") -> Estate:
    ask = _asker(inventory)
    others = [name for name in ask("estate", "estate_services") if name not in ask("estate", "groups['mail']")]
    per_host = "ecs_service_environment | selectattr('name', 'eq', 'TASKS_PER_HOST') | map(attribute='value') | first"
    hosts = Hosts(
        instance_type=ask("estate", "hosts_instance_type"),
        minimum=ask("estate", "hosts_minimum"),
        maximum=ask("estate", "hosts_maximum"),
        tasks_each=int(ask("grafana", per_host)),
        target_capacity=ask("estate", "cluster_target_capacity"),
        volume_gib=_default("launch_template", "volume_gib"),
        other_tasks=sum(ask(name, "ecs_service_tasks.minimum") for name in others),
    )
    return Estate(
        producer=_service(ask, "producer"),
        consumer=_service(ask, "consumer"),
        hosts=hosts,
        busy=ask("estate", "services_busy_percent") / 100,
        endpoints=len(ask("estate", "network_interfaces")),
        endpoint_zones=len(ask("estate", "network_endpoint_zones")),
        keys=len(ask("estate", "kms_key_keys")),
        mail_retention_days=ask("estate", "mail_retention_days"),
        logs_retention_days=ask("estate", "logs_retention_days"),
    )


def _asker(inventory: Path) -> Callable[[str, str], Any]:
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


def _service(ask: Callable[[str, str], Any], name: str) -> Service:
    scaling = ask(name, "ecs_service_scaling")
    out, in_ = (f"scale_{way}_cooldown_seconds" for way in ("out", "in"))
    policies = (
        Policy(
            each["name"],
            float(each["target"]),
            each.get(out, _default("service", out)),
            each.get(in_, _default("service", in_)),
        )
        for each in scaling["target_policies"]
    )
    return Service(scaling["minimum"], scaling["maximum"], float(ask(name, "services_task_cores")), tuple(policies))


def _default(module: str, option: str) -> Any:
    return _find(_documentation(module), option)["default"]


@cache
def _documentation(module: str) -> Any:
    return read_docstring(str(MODULES / f"{module}.py"))["doc"]


def _find(options: Any, name: str) -> Any:
    """The option of that name, however deep."""
    if not isinstance(options, dict):
        return None
    return options.get(name) or next((found for each in options.values() if (found := _find(each, name))), None)
