"""What `make bench` measured of one email."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

RESULTS = Path("benchmarks/results/mail.json")
OURS, FLASK, LOOP = "sluice", "Flask + boto3", "boto3 loop"


class MissingError(Exception):
    """What is not there, and which command makes it."""


@dataclass(frozen=True)
class Figures:
    """CPU is that of the service's process, in seconds of a core for each email."""

    about: str
    producer_cpu: float
    consumer_cpu: float
    consumer_emails_s: float  # with a core to itself, SQS at 5 ms and S3 at 20
    batch: float  # emails for each call that sends, under load
    flask_cpu: float | None = None
    loop_cpu: float | None = None


def read(file: Path) -> Figures:
    if not file.exists():
        raise MissingError(f"There is no {file}: `make bench` measures it first")
    found: dict[str, Any] = json.loads(file.read_text())
    try:
        producer, consumer = found["producer"][OURS], found["consumer"][OURS]
    except KeyError as absent:
        raise MissingError(f"{file} says nothing of {absent}: `make bench` without --only measures both") from absent
    return Figures(
        about=", ".join(f"{name} {value}" for name, value in found["about"].items()),
        producer_cpu=producer["cpu_us"] / 1e6,
        consumer_cpu=consumer["cpu_us"] / 1e6,
        consumer_emails_s=consumer["emails_s"],
        batch=producer["batch"],
        flask_cpu=_cpu(found["producer"].get(FLASK)),
        loop_cpu=_cpu(found["consumer"].get(LOOP)),
    )


def _cpu(peer: dict[str, float] | None) -> float | None:
    return peer["cpu_us"] / 1e6 if peer else None
