"""What is put on a queue."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import md5
from typing import Any

NUMBERS = [str(n) for n in range(10)]  # the ids of the entries of a call: the same email may be in a batch twice


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
    return [
        {
            "Id": name,
            "MessageBody": one.body,
            "MessageAttributes": {
                attribute: {"DataType": "String", "StringValue": value} for attribute, value in one.attributes.items()
            },
        }
        for name, one in zip(NUMBERS, messages, strict=False)
    ]
