"""What the inventory of prod says of tasks, hosts, policies and retention, and modules where it says nothing."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.scale.inventory import ROOT, asker, default


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
    email_cpu: float  # seconds of a core that the inventory takes an email to cost
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
    ask = asker(inventory)
    others = [name for name in ask("estate", "estate_services") if name not in ask("estate", "groups['mail']")]
    per_host = "ecs_service_environment | selectattr('name', 'eq', 'TASKS_PER_HOST') | map(attribute='value') | first"
    hosts = Hosts(
        instance_type=ask("estate", "hosts_instance_type"),
        minimum=ask("estate", "hosts_minimum"),
        maximum=ask("estate", "hosts_maximum"),
        tasks_each=int(ask("grafana", per_host)),
        target_capacity=ask("estate", "cluster_target_capacity"),
        volume_gib=default("launch_template", "volume_gib"),
        other_tasks=sum(ask(name, "ecs_service_tasks.minimum") for name in others),
    )
    return Estate(
        producer=_service(ask, "producer", "ecs_service_cpu_seconds_per_request"),
        consumer=_service(ask, "consumer", "consumer_cpu_seconds_per_message"),
        hosts=hosts,
        busy=ask("estate", "services_busy_percent") / 100,
        endpoints=len(ask("estate", "network_interfaces")),
        endpoint_zones=len(ask("estate", "network_endpoint_zones")),
        keys=len(ask("estate", "kms_key_keys")),
        mail_retention_days=ask("estate", "mail_retention_days"),
        logs_retention_days=ask("estate", "logs_retention_days"),
    )


def _service(ask: Callable[[str, str], Any], name: str, email_cpu: str) -> Service:
    scaling = ask(name, "ecs_service_scaling")
    cores = float(ask(name, "services_task_cores"))
    out, in_ = (f"scale_{way}_cooldown_seconds" for way in ("out", "in"))
    policies = (
        Policy(
            each["name"],
            float(each["target"]),
            each.get(out, default("service", out)),
            each.get(in_, default("service", in_)),
        )
        for each in scaling["target_policies"]
    )
    return Service(scaling["minimum"], scaling["maximum"], cores, float(ask(name, email_cpu)), tuple(policies))
