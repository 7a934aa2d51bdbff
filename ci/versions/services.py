"""The services that are released, as `ci/version.json` describes them."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from semver import Version

from ci.versions.outcomes import Refused

FILE = Path("ci/version.json")


@dataclass(frozen=True)
class Service:
    name: str
    line: Version
    """The least that the next version may be: MAJOR.MINOR.0."""
    inputs: tuple[str, ...]
    """Globs from the root of the checkout of what its image is made of; those behind a `!` are no part of it."""

    @property
    def tag_prefix(self) -> str:
        return f"{self.name}-v"

    def tag(self, version: Version) -> str:
        return f"{self.tag_prefix}{version}"

    @property
    def included(self) -> list[str]:
        return [glob for glob in self.inputs if not glob.startswith("!")]

    @property
    def excluded(self) -> list[str]:
        return [glob[1:] for glob in self.inputs if glob.startswith("!")]

    @property
    def pathspecs(self) -> list[str]:
        """The inputs in git's words."""
        return [
            *(f":(top,glob){glob}" for glob in self.included),
            *(f":(top,glob,exclude){glob}" for glob in self.excluded),
        ]


def find(name: str, services: dict[str, Service]) -> Service:
    if name in services:
        return services[name]
    raise Refused(
        f"{FILE} knows no service {name!r}, but {', '.join(services)}: name one of them, or describe it there"
    )


def read() -> dict[str, Service]:
    try:
        described = json.loads(FILE.read_text())
    except (OSError, ValueError) as fault:
        raise Refused(f"{FILE} cannot be read: {fault}") from fault
    if not isinstance(described, dict) or not described:
        raise Refused(f"{FILE} must be an object with an entry for each service")
    return {name: _service(name, entry) for name, entry in described.items()}


def _service(name: str, entry: Any) -> Service:
    match entry:
        # JSON's true is an int to Python.
        case {"major": int(major), "minor": int(minor), "inputs": [*globs]} if all(
            type(number) is int and number >= 0 for number in (major, minor)
        ) and all(isinstance(glob, str) and glob for glob in globs):
            service = Service(name, Version(major, minor, 0), tuple(globs))
            if service.included:
                return service
    wanted = '{"major": 1, "minor": 0, "inputs": ["folder/**"]}'
    raise Refused(f"{FILE}: the entry of {name} must look like {wanted}, with whole numbers and at least one glob")
