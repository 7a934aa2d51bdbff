"""Dashboards show what is there: each metric one that a service counts or that AWS emits."""

import re
from pathlib import Path

import pytest
import yaml
from moto.ec2.models.instance_types import INSTANCE_TYPES
from prometheus_client import CollectorRegistry

from ci.observability.__main__ import generated
from ci.observability.alerts import alerts
from ci.observability.estate import REASONS
from ci.observability.rules import RECORDED
from consumer_svc.metrics import Metrics as OfConsumer
from producer_svc.metrics import OUTCOMES
from producer_svc.metrics import Metrics as OfProducer

from .dashboards import FILES, ROOT, insights, metrics, promql, read
from .emitted import EMITTED, by_metric_filters

# Of a dashboard itself.
VARIABLES = {"cloudwatch", "email_id", "prometheus"}
# What a reader of the dashboard that this one follows knows: balancer, queue, CPU and memory of services.
KNOWN_OF_OLD = {
    *(("AWS/ApplicationELB", f"HTTPCode_Target_{code}XX_Count") for code in (2, 3, 4, 5)),
    *(("AWS/ApplicationELB", f"HTTPCode_ELB_{code}XX_Count") for code in (3, 4, 5)),
    ("AWS/ApplicationELB", "ActiveConnectionCount"),
    ("AWS/SQS", "ApproximateAgeOfOldestMessage"),
    ("AWS/SQS", "ApproximateNumberOfMessagesVisible"),
    ("AWS/SQS", "NumberOfMessagesReceived"),
    ("AWS/ECS", "CPUUtilization"),
    ("AWS/ECS", "MemoryUtilization"),
}


@pytest.fixture(scope="module")
def counted() -> set[str]:
    """The names of all series that the two services show."""
    registry = CollectorRegistry()
    OfProducer(registry), OfConsumer(registry)
    return {sample.name for metric in registry.collect() for sample in metric.samples} | {
        # Series that come with their first value.
        f"{metric.name}_total"
        for metric in registry.collect()
        if metric.type == "counter"
    }


def test_what_is_committed_is_what_is_described() -> None:
    assert {name: (ROOT / name).read_text() for name in generated()} == generated()


def test_there_are_four() -> None:
    assert [file.stem for file in FILES] == ["deployments", "estate", "logs", "mail_flow"]


@pytest.mark.parametrize("where", ["dashboards", "recorded", "alerts"])
def test_every_series_is_one_that_a_service_counts(counted: set[str], where: str) -> None:
    expressions = {
        "dashboards": [expr for _, expr in promql()],
        "recorded": list(RECORDED.values()),
        "alerts": [alert.prometheus["expr"] for alert in alerts() if alert.prometheus],
    }[where]
    asked = {name for expr in expressions for name in re.findall(r"\bsluice[_:][\w:]+", expr)}
    assert asked
    assert asked - counted - RECORDED.keys() == set()


def test_every_metric_is_one_that_aws_emits_with_these_dimensions() -> None:
    assert len(metrics()) > 40
    emitted = {**EMITTED, "${ESTATE}": by_metric_filters()}
    wrong = [each for each in metrics() if each[3] not in emitted[each[1]].get(each[2], set())]
    assert wrong == []


def test_every_reason_is_one_that_a_producer_gives() -> None:
    assert set(REASONS) < set(OUTCOMES.values())


def test_nothing_that_was_known_of_old_is_missing() -> None:
    assert {(namespace, name) for _, namespace, name, _ in metrics()} >= KNOWN_OF_OLD


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_every_placeholder_is_one_that_the_task_of_grafana_is_told(file: Path) -> None:
    """grafana/start ends the container where one is missing."""
    described = yaml.safe_load((ROOT / "inventory" / "common" / "host_vars" / "grafana.yml").read_text())
    told = {each["name"] for each in described["ecs_service_environment"]}
    assert set(re.findall(r"\$\{(\w+)\}", file.read_text())) <= told | VARIABLES


def test_a_host_takes_as_many_tasks_as_grafana_is_told() -> None:
    inventories = [file for file in ROOT.glob("inventory/*/group_vars/all/hosts.yml") if file.parts[-4] != "common"]
    types = {yaml.safe_load(file.read_text())["hosts_instance_type"] for file in inventories}
    assert types
    interfaces = {INSTANCE_TYPES[each]["NetworkInfo"]["MaximumNetworkInterfaces"] for each in types}
    assert interfaces == {3}, "TASKS_PER_HOST of grafana.yml, and the one of the host"


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_no_panel_lies_on_another(file: Path) -> None:
    panels = read(file)["panels"]
    taken = [
        (x, y)
        for place in (panel["gridPos"] for panel in panels)
        for x in range(place["x"], place["x"] + place["w"])
        for y in range(place["y"], place["y"] + place["h"])
    ]
    assert len(taken) == len(set(taken))
    assert len({panel["id"] for panel in panels}) == len(panels)
    assert all(x < 24 for x, _ in taken)


def test_every_query_of_logs_names_groups_of_the_estate() -> None:
    groups = {group["name"] for _, target in insights() for group in target["logGroups"]}
    assert groups == {"/sluice/${ESTATE}/producer", "/sluice/${ESTATE}/consumer"}
