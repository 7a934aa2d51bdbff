"""What is put on a queue."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import md5
from typing import Any


@dataclass(slots=True)
class Outgoing:
    body: str
    attributes: Mapping[str, str]

    def size(self) -> int:
        """Bytes as SQS counts them: the body, and of each attribute name, type and value."""
        size = _size(self.body)
        for name, value in self.attributes.items():
            size += _size(name) + len("String") + _size(value)
        return size

    def md5(self) -> str:
        """By which SQS says what it has kept."""
        return md5(self.body.encode(), usedforsecurity=False).hexdigest()


def _size(text: str) -> int:
    return len(text) if text.isascii() else len(text.encode())


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
