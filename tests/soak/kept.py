"""What was found in the end: objects, and bodies of dead letters."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Object:
    key: str
    body: bytes
    content_type: str
    metadata: Mapping[str, str]


@dataclass(frozen=True)
class Kept:
    objects: Sequence[Object]
    dead_letters: Sequence[str]
