"""A dashboard of Grafana as JSON: rows of panels, three beside each other, with nothing that a person would click."""

from dataclasses import dataclass
from string import ascii_uppercase
from typing import Any

from ci.observability.queries import Asked

WIDTH, HEIGHT, COLUMNS = 24, 8, 3


@dataclass(frozen=True)
class Panel:
    """`kind` is Grafana's; `says` is the question that it answers."""

    title: str
    says: str
    asked: Asked
    unit: str = "short"
    kind: str = "timeseries"
    wide: bool = False


@dataclass(frozen=True)
class Row:
    title: str
    panels: tuple[Panel, ...]


def dashboard(uid: str, title: str, rows: list[Row], variables: tuple[dict[str, Any], ...] = ()) -> dict[str, Any]:
    return {
        "uid": f"sluice-{uid}",
        "title": f"Sluice: {title}",
        "tags": ["sluice"],
        "schemaVersion": 42,
        "editable": False,
        "graphTooltip": 1,
        "refresh": "30s",
        "time": {"from": "now-3h", "to": "now"},
        "timezone": "utc",
        "annotations": {"list": []},
        "links": [],
        "templating": {"list": [_datasource("prometheus"), _datasource("cloudwatch"), *variables]},
        "panels": _placed(rows),
    }


def textbox(name: str, label: str) -> dict[str, Any]:
    return {"name": name, "label": label, "type": "textbox", "query": "", "current": {"text": "", "value": ""}}


def _datasource(kind: str) -> dict[str, Any]:
    """By its provisioned uid, which is its kind: another one can be chosen where a Grafana has several."""
    return {
        "name": kind,
        "type": "datasource",
        "query": kind,
        "hide": 2,
        "current": {"text": kind, "value": kind},
    }


def _placed(rows: list[Row]) -> list[dict[str, Any]]:
    panels: list[dict[str, Any]] = []
    top = 0
    for row in rows:
        panels.append(
            {
                "id": len(panels) + 1,
                "type": "row",
                "title": row.title,
                "collapsed": False,
                "gridPos": {"h": 1, "w": WIDTH, "x": 0, "y": top},
                "panels": [],
            }
        )
        top, left = top + 1, 0
        for panel in row.panels:
            width = WIDTH if panel.wide else WIDTH // COLUMNS
            if left + width > WIDTH:
                top, left = top + HEIGHT, 0
            place = {"h": HEIGHT, "w": width, "x": left, "y": top}
            panels.append({"id": len(panels) + 1, **_panel(panel), "gridPos": place})
            left += width
        top += HEIGHT
    return panels


def _panel(panel: Panel) -> dict[str, Any]:
    return {
        "type": panel.kind,
        "title": panel.title,
        "description": panel.says,
        "datasource": panel.asked.datasource,
        "fieldConfig": {"defaults": {"unit": panel.unit}, "overrides": []},
        "options": {},
        "targets": [
            {"refId": letter, "datasource": panel.asked.datasource, **target}
            for letter, target in zip(ascii_uppercase, panel.asked.targets, strict=False)
        ],
    }
