"""Settings: the environment, read once into a frozen dataclass, every fault named together."""

from collections.abc import Callable, Mapping
from dataclasses import MISSING, Field, dataclass, field, fields
from typing import Any, TypeVar

LOG_LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL")


class SettingsError(Exception):
    """The environment cannot be worked with; the message is for the operator and names everything at once."""


def variable(parse: Callable[[str], Any], default: Any = MISSING) -> Any:
    """A field that is read from the variable of its own name, required where it has no default."""
    return field(default=default, metadata={"parse": parse})


def text(raw: str) -> str:
    if not raw:
        raise ValueError("is empty")
    return raw


def url(raw: str) -> str:
    if not raw.startswith(("https://", "http://")):
        raise ValueError("must be an http or https URL")
    return raw


def log_level(raw: str) -> str:
    if raw not in LOG_LEVELS:
        raise ValueError(f"must be one of {', '.join(LOG_LEVELS)}")
    return raw


def whole(least: int, most: int) -> Callable[[str], int]:
    def parse(raw: str) -> int:
        if not (raw.isascii() and raw.isdigit() and len(raw) < 20 and least <= int(raw) <= most):
            raise ValueError(f"must be a whole number from {least} to {most}")
        return int(raw)

    return parse


def seconds(least: float, most: float) -> Callable[[str], float]:
    def parse(raw: str) -> float:
        try:
            number = float(raw)
        except ValueError:
            number = -1
        if not least <= number <= most:
            raise ValueError(f"must be a number of seconds from {least:g} to {most:g}")
        return number

    return parse


@dataclass(frozen=True, kw_only=True)
class ServiceSettings:
    """What every service is told; each field is the environment variable of the same name in capitals."""

    host: str = variable(text, "127.0.0.1")
    port: int
    sqs_queue_url: str = variable(url)
    shutdown_grace_seconds: float = variable(seconds(1, 29), 25)  # ECS kills a task after 30
    log_level: str = variable(log_level, "INFO")

    # No variables of every service: one that a balancer stands before makes them its own.
    drain_seconds = 0.0
    keepalive_seconds = 75.0
    read_timeout_seconds = 10.0
    max_connections = 512

    def contradictions(self) -> list[str]:
        """What no variable says wrongly by itself, but several say together."""
        return []


S = TypeVar("S", bound=ServiceSettings)


def read(kind: type[S], environment: Mapping[str, str]) -> S:
    """Settings of that kind; raises SettingsError naming every missing, bad or contradictory variable."""
    values: dict[str, Any] = {}
    faults = []
    for wanted in fields(kind):
        name = wanted.name.upper()
        try:
            values[wanted.name] = _value(wanted, environment.get(name))
        except ValueError as fault:
            faults.append(f"{name} {fault}")
            values[wanted.name] = None if wanted.default is MISSING else wanted.default
    settings = kind(**values)
    faults += settings.contradictions()
    if faults:
        raise SettingsError("; ".join(faults))
    return settings


def _value(wanted: Field[Any], raw: str | None) -> Any:
    if raw is not None:
        return wanted.metadata["parse"](raw)
    if wanted.default is MISSING:
        raise ValueError("is missing")
    return wanted.default
