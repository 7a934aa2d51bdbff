"""A task definition, as far as the runner follows it."""

from dataclasses import dataclass
from typing import Any

LONGEST_STOP = 30  # seconds


class CannotStartError(Exception):
    """Becomes the stopped reason of a task that did not come to run."""


@dataclass(frozen=True)
class HealthCheck:
    """Seconds as in the container definition, with the defaults of ECS."""

    command: tuple[str, ...]
    interval: float
    timeout: float
    retries: int
    start_period: float


@dataclass(frozen=True)
class Log:
    """Where awslogs sends what a container writes."""

    group: str
    prefix: str


@dataclass(frozen=True)
class Definition:
    """The first essential container; `secrets` maps a variable to the name or ARN of its parameter."""

    arn: str
    container: str
    image: str
    command: tuple[str, ...]
    environment: dict[str, str]
    secrets: dict[str, str]
    health_check: HealthCheck | None
    stop_timeout: float
    log: Log | None


def parse(described: dict[str, Any]) -> Definition:
    """From what DescribeTaskDefinition returns."""
    container = next(each for each in described["containerDefinitions"] if each.get("essential", True))
    return Definition(
        arn=described["taskDefinitionArn"],
        container=container["name"],
        image=container["image"],
        command=tuple(container.get("command", ())),
        environment={each["name"]: each["value"] for each in container.get("environment", ())},
        secrets={each["name"]: each["valueFrom"] for each in container.get("secrets", ())},
        health_check=_health_check(container.get("healthCheck")),
        stop_timeout=min(container.get("stopTimeout", 30), LONGEST_STOP),
        log=_log(container.get("logConfiguration") or {}),
    )


def _log(described: dict[str, Any]) -> Log | None:
    if described.get("logDriver") != "awslogs":
        return None
    options = described["options"]
    return Log(options["awslogs-group"], options["awslogs-stream-prefix"])


def _health_check(described: dict[str, Any] | None) -> HealthCheck | None:
    if described is None:
        return None
    form, *command = described["command"]
    return HealthCheck(
        command=("/bin/sh", "-c", *command) if form == "CMD-SHELL" else tuple(command),
        interval=described.get("interval", 30),
        timeout=described.get("timeout", 5),
        retries=described.get("retries", 3),
        start_period=described.get("startPeriod", 0),
    )
