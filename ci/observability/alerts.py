"""The alerts, as inventory/common describes each of them once."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).resolve().parents[2]
FILES = ("mail", "consumer", "producer", "estate")


@dataclass(frozen=True)
class Alert:
    """`cloudwatch` and `prometheus` are empty where it cannot be seen there."""

    name: str
    means: str
    cloudwatch: dict[str, Any]
    prometheus: dict[str, str]

    @property
    def title(self) -> str:
        """As Prometheus names alerts: MailLate."""
        return "".join(word.capitalize() for word in self.name.split("-"))


def alerts() -> list[Alert]:
    """All of them, in the order of their files."""
    folder = ROOT / "inventory" / "common" / "group_vars" / "all"
    described = [yaml.safe_load((folder / f"alerts_{name}.yml").read_text()) for name in FILES]
    lists = [each for variables in described for each in variables.values() if isinstance(each, list)]
    return [_alert(each) for entries in lists for each in entries]


def _alert(described: dict[str, Any]) -> Alert:
    return Alert(
        described["name"], described["means"], described.get("cloudwatch", {}), described.get("prometheus", {})
    )
