"""What somebody changes by hand, and how a plan must tell it."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

Aws = Callable[[str], Any]
"""The client of a service by boto3's name."""

ESTATE = "sluice-local"
ACCOUNT = "000000000000"
REGION = "eu-west-1"
STRAY = {"tags.Stray": ["1", None]}


@dataclass(frozen=True)
class Drift:
    """`fields` has before and after of each field that the plan must name; nothing where the thing is lost."""

    thing: str
    cause: Callable[[Aws], object]
    fields: dict[str, list[Any]] = field(default_factory=dict)

    @property
    def action(self) -> str:
        return "change" if self.fields else "create"
