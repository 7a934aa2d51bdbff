"""What is put on a queue."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any


@dataclass(frozen=True)
class Outgoing:
    body: str
    attributes: Mapping[str, str]

    @cached_property
    def size(self) -> int:
        """Bytes as SQS counts them: the body, and of each attribute name, type and value."""
        parts = [self.body]
        for name, value in self.attributes.items():
            parts += [name, "String", value]
        return sum(len(part.encode()) for part in parts)

    @cached_property
    def md5(self) -> str:
        return hashlib.md5(self.body.encode(), usedforsecurity=False).hexdigest()


def entries_of(messages: Sequence[Outgoing]) -> list[dict[str, Any]]:
    # Ids are positions, for the same email may be in a batch twice.
    return [
        {
            "Id": str(n),
            "MessageBody": one.body,
            "MessageAttributes": {
                name: {"DataType": "String", "StringValue": value} for name, value in one.attributes.items()
            },
        }
        for n, one in enumerate(messages)
    ]
