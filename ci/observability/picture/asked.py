"""What a Prometheus says to each panel of a dashboard, over a stretch of time."""

import json
import math
import re
import urllib.request
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

ASK_SECONDS = 60
STEPS = 120


@dataclass(frozen=True)
class Window:
    """In Unix seconds, with the time between two values."""

    begins: float
    ends: float

    @property
    def step(self) -> float:
        return (self.ends - self.begins) / STEPS


@dataclass(frozen=True)
class Series:
    """Of times and values, where there are any."""

    name: str
    points: tuple[tuple[float, float], ...]


def series(url: str, panel: dict[str, Any], window: Window) -> list[Series]:
    """Of all expressions of that panel, in their order."""
    return [
        Series(named(target["legendFormat"], one["metric"]), _points(one["values"]))
        for target in panel["targets"]
        for one in _ask(url, target["expr"], window)
    ]


def named(pattern: str, labels: dict[str, str]) -> str:
    """As Grafana fills it in; a series without a name is a Value there."""
    return re.sub(r"\{\{\s*(\w+)\s*\}\}", lambda found: labels.get(found[1], ""), pattern) or "Value"


def _points(values: list[list[Any]]) -> tuple[tuple[float, float], ...]:
    """Without those that are no numbers: a quantile of nothing."""
    return tuple((float(at), float(value)) for at, value in values if math.isfinite(float(value)))


def _ask(url: str, expression: str, window: Window) -> list[dict[str, Any]]:
    asked = urlencode({"query": expression, "start": window.begins, "end": window.ends, "step": window.step})
    # Nothing between this machine and itself, whatever proxy its user has.
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    with opener.open(f"{url}/api/v1/query_range?{asked}", timeout=ASK_SECONDS) as answer:
        return list(json.load(answer)["data"]["result"])
