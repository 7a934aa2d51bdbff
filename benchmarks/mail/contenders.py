"""Who takes part, and how each is started."""

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).parent
PEERS = "benchmarks.mail.peers"
# What Redpanda Connect was until its licence changed: the last release that anybody may build.
BENTHOS = "Benthos 4.27 (Go)"


@dataclass(frozen=True)
class Contender:
    """`emails` are as many as a consumer is given in one round; a producer is posted to for a time."""

    name: str
    command: Sequence[str]
    variables: tuple[tuple[str, str], ...] = ()
    emails: int = 0


def python(*arguments: str) -> list[str]:
    return [sys.executable, *arguments]


def producers(node: Path | None, benthos: Path | None) -> list[Contender]:
    bin_folder = Path(sys.executable).parent
    ours = (("TOKEN_PARAM_NAME", "/token"), ("DRAIN_SECONDS", "0"))
    found = [
        Contender("sluice", python("-m", "producer_svc"), ours),
        Contender("sluice, nothing sent", python("-m", f"{PEERS}.ceiling_producer"), ours),
        Contender(
            "Flask + boto3",
            [
                *(str(bin_folder / "gunicorn"), "--threads", "64", "--bind", "127.0.0.1:PORT"),
                f"{PEERS}.flask_boto3:app",
            ],
        ),
        Contender(
            "FastAPI + aiobotocore",
            python("-m", "uvicorn", "--host", "127.0.0.1", "--port", "PORT", f"{PEERS}.fastapi_aiobotocore:app"),
        ),
        Contender("aiohttp + aiobotocore", python("-m", f"{PEERS}.aiohttp_aiobotocore")),
    ]
    if node:
        script = ["node", str(node / "producer.js")]
        found += [Contender("Fastify + SDK v3", script), Contender("Fastify, batch", script, (("BATCH", "1"),))]
    if benthos:
        found.append(Contender(BENTHOS, [str(benthos), "-c", str(HERE / "go" / "producer.yaml")]))
    return found


def consumers(node: Path | None, benthos: Path | None) -> list[Contender]:
    ours = (("POLL_INTERVAL_SECONDS", "0.1"), ("WAIT_TIME_SECONDS", "1"))
    found = [
        Contender("sluice", python("-m", "consumer_svc"), ours, 20_000),
        Contender("sluice, S3 by obstore", python("-m", f"{PEERS}.obstore_consumer"), ours, 20_000),
        Contender("boto3 loop", python("-m", f"{PEERS}.boto3_loop"), emails=150),
        Contender("aiobotocore, concurrent", python("-m", f"{PEERS}.aiobotocore_concurrent"), emails=3_000),
        Contender("unsigned raw PUT", python("-m", f"{PEERS}.ceiling_consumer"), emails=20_000),
    ]
    if node:
        found.append(Contender("sqs-consumer + client-s3", ["node", str(node / "consumer.js")], emails=1_500))
    if benthos:
        found.append(Contender(BENTHOS, [str(benthos), "-c", str(HERE / "go" / "consumer.yaml")], emails=10_000))
    return found
