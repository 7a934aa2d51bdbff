"""One round of one contender: the service has a core to itself, load and stub share the other."""

import json
import socket
import subprocess
import sys
from time import monotonic, sleep

from benchmarks.mail.contenders import Contender
from benchmarks.mail.email import TOKEN
from benchmarks.mail.processes import PATIENCE, counts, cpu_seconds, memory, running, stub, wait_until_ready

SERVICE_CORE, OTHER_CORE = 0, 1
SQS_MS, S3_MS = 5, 20
WARM_UP_SECONDS, ALONE_SECONDS = 2, 2
WARM_UP_EMAILS = 50


def producer_round(contender: Contender, seconds: float) -> dict[str, float]:
    """Under 64 connections, and then with one."""
    port = free_port()
    with (
        stub(OTHER_CORE, SQS_MS, 0) as aws,
        running(command(contender, port), SERVICE_CORE, told(contender, aws, port)) as it,
    ):
        started = wait_until_ready(port)
        load(port, 64, WARM_UP_SECONDS)
        counts(aws, {})
        before = cpu_seconds(it)
        many = load(port, 64, seconds)
        spent, counted = cpu_seconds(it) - before, counts(aws)
        one = load(port, 1, ALONE_SECONDS)
        calls = counted.get("AmazonSQS.SendMessageBatch", 0) + counted.get("AmazonSQS.SendMessage", 0)
        if many["others"] or counted.get("unsigned") or (calls and counted["sent"] < many["accepted"]):
            raise AssertionError(f"{contender.name} did not do its work: {many} {counted}")
        return {
            "cpu_us": 1e6 * spent / many["accepted"],
            "emails_s": many["accepted"] / many["seconds"],
            "p50_ms": many["p50_ms"],
            "p99_ms": many["p99_ms"],
            "alone_p50_ms": one["p50_ms"],
            "batch": counted.get("sent", 0) / calls if calls else 0,
            "memory_mb": memory(it),
            "start_s": started,
        }


def consumer_round(contender: Contender) -> dict[str, float]:
    """A backlog, drained."""
    port = free_port()
    with (
        stub(OTHER_CORE, SQS_MS, S3_MS) as aws,
        running(command(contender, port), SERVICE_CORE, told(contender, aws, port)) as it,
    ):
        drain(aws, WARM_UP_EMAILS)
        before = cpu_seconds(it)
        took = drain(aws, contender.emails)
        spent, counted = cpu_seconds(it) - before, counts(aws)
        if counted["objects"] != contender.emails or counted.get("unsigned"):
            raise AssertionError(f"{contender.name} did not do its work: {counted}")
        return {
            "cpu_us": 1e6 * spent / contender.emails,
            "emails_s": contender.emails / took,
            "memory_mb": memory(it),
        }


def drain(aws: int, emails: int) -> float:
    """Seconds until all are deleted."""
    counts(aws, {"backlog": emails})
    started = monotonic()
    while counts(aws).get("deleted", 0) < emails:
        if monotonic() - started > PATIENCE:
            raise TimeoutError(f"the backlog is not drained: {counts(aws)}")
        sleep(0.02)
    return monotonic() - started


def load(port: int, connections: int, seconds: float) -> dict[str, float]:
    command = ["taskset", "-c", str(OTHER_CORE), sys.executable, "-m", "benchmarks.mail.load"]
    said = subprocess.run(
        [*command, str(port), str(connections), str(seconds)], check=True, stdout=subprocess.PIPE, text=True
    ).stdout
    return dict(json.loads(said))


def command(contender: Contender, port: int) -> list[str]:
    return [part.replace("PORT", str(port)) for part in contender.command]


def told(contender: Contender, aws: int, port: int) -> dict[str, str]:
    endpoint = f"http://127.0.0.1:{aws}"
    return {
        "AWS_ENDPOINT_URL": endpoint,
        "AWS_REGION": "eu-central-1",
        "AWS_DEFAULT_REGION": "eu-central-1",
        "AWS_ACCESS_KEY_ID": "benchmark",
        "AWS_SECRET_ACCESS_KEY": "benchmark",
        "AWS_EC2_METADATA_DISABLED": "true",
        "SQS_QUEUE_URL": f"{endpoint}/1/mail",
        "OUTPUT_BUCKET": "mail",
        "PORT": str(port),
        "TOKEN": TOKEN,
        **dict(contender.variables),
    }


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as door:
        return int(door.getsockname()[1])
