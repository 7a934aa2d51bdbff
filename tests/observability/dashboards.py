"""What the dashboards ask, as it stands in the files that Grafana loads."""

import json
import re
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
FILES = sorted((ROOT / "grafana" / "dashboards").glob("*.json"))
# Of CloudWatch's metric math: SEARCH('{NAMESPACE,"DIMENSION",...} MetricName="NAME" ...', ...)
SEARCH = re.compile(r"SEARCH\('\{([\w/]+),([^}]*)\} MetricName=\"(\w+)\"")


def read(file: Path) -> dict[str, Any]:
    return dict(json.loads(file.read_text()))


def targets(kind: str) -> list[tuple[str, dict[str, Any]]]:
    """Those of a datasource of that kind, each with where it stands."""
    return [
        (f"{file.stem}: {panel['title']}", target)
        for file in FILES
        for panel in read(file)["panels"]
        for target in panel.get("targets", [])
        if target["datasource"]["type"] == kind
    ]


def promql() -> list[tuple[str, str]]:
    return [(where, target["expr"]) for where, target in targets("prometheus")]


def insights() -> list[tuple[str, dict[str, Any]]]:
    return [(where, target) for where, target in targets("cloudwatch") if target["queryMode"] == "Logs"]


def metrics() -> list[tuple[str, str, str, frozenset[str]]]:
    """Where, namespace, name and dimensions of each metric of CloudWatch."""
    asked = [(where, target) for where, target in targets("cloudwatch") if target["queryMode"] == "Metrics"]
    named = [
        (where, target["namespace"], target["metricName"], frozenset(target["dimensions"]))
        for where, target in asked
        if target["metricName"]
    ]
    searched = [
        (where, namespace, name, frozenset(each.strip('"') for each in dimensions.split(",")))
        for where, target in asked
        for namespace, dimensions, name in SEARCH.findall(target["expression"])
    ]
    return named + searched
