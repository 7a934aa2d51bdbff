"""One kind of thing that a module of ours looks after, as the promise's tests need to know it."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

Api = Callable[[str], Any]
"""The client of a service by boto3's name, to look or to act behind a module's back."""
Act = Callable[[Api], Any]

TAGS = {"Project": "sluice"}
POLICY = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "sqs:SendMessage", "Resource": "*"}]}


def nothing(_api: Api) -> None:
    """Leans on nobody."""


@dataclass
class Kind:
    """One wanted thing, and what may happen to it.

    `drifts` maps the field that a plan must name to what causes the drift; `replacements` maps a field that AWS
    cannot change in place to another value of it; `neighbours` makes by hand, once, what the thing leans on, under
    names that no other kind uses; `arguments` are those of the module besides the list.
    """

    module: str
    option: str
    item: dict[str, Any]
    drifts: dict[str, Act] = field(default_factory=dict)
    replacements: dict[str, Any] = field(default_factory=dict)
    neighbours: Act = nothing
    arguments: dict[str, Any] = field(default_factory=dict)

    @property
    def id(self) -> str:
        """A module may look after several kinds, so that only the option tells them apart."""
        return f"{self.module}.{self.option}"

    def wants(self, **changes: Any) -> dict[str, Any]:
        """The module's arguments."""
        return {self.option: [{**self.item, **changes}], **self.arguments}
