"""What a call is answered, or that it is not."""

import json
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any, TypeAlias

from tests.fault_proxy.call import Call


@dataclass(frozen=True)
class Answer:
    """`cut_after` so many bytes of the body the connection is closed, where it is given."""

    status: int
    headers: Mapping[str, str]
    body: bytes
    cut_after: int | None = None

    @property
    def content(self) -> dict[str, Any]:
        """What an answer of the JSON protocol says."""
        return dict(json.loads(self.body)) if self.body else {}

    def saying(self, content: Mapping[str, Any]) -> "Answer":
        """The same answer with other content."""
        return replace(self, body=json.dumps(content).encode())


class Reset(Exception):  # noqa: N818 - raised by a fault: the client gets a TCP reset in place of an answer
    pass


Onward: TypeAlias = Callable[[Call], Awaitable[Answer]]
Fault: TypeAlias = Callable[[Call, Onward], Awaitable[Answer]]
