"""A process of a contender and its children: started on one core, and what they cost."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from time import monotonic, sleep
from urllib.request import Request, urlopen

import psutil

PATIENCE = 60  # seconds


@contextmanager
def running(command: Sequence[str], core: int, variables: Mapping[str, str]) -> Iterator[psutil.Process]:
    """It alone hears the variables and those of Python; what it logs is formatted, written and thrown away."""
    environment = {"PATH": os.environ["PATH"], "PYTHONPATH": os.getcwd(), **variables}
    process = psutil.Popen(
        ["taskset", "-c", str(core), *command],
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        yield psutil.Process(process.pid)
    finally:
        for one in [*psutil.Process(process.pid).children(recursive=True), process]:
            one.kill()
        process.wait()


@contextmanager
def stub(core: int, sqs_ms: float, s3_ms: float) -> Iterator[int]:
    """The port of a stub."""
    command = ["taskset", "-c", str(core), sys.executable, "-m", "benchmarks.mail.stub", "0", str(sqs_ms), str(s3_ms)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        try:
            yield int(process.stdout.readline())
        finally:
            process.kill()


def counts(port: int, new: Mapping[str, int] | None = None) -> dict[str, int]:
    """What the stub has counted; with `new` it begins again from these."""
    asked = Request(f"http://127.0.0.1:{port}/stub", json.dumps(new).encode() if new is not None else None)
    with urlopen(asked, timeout=PATIENCE) as answer:
        return dict(json.load(answer))


def cpu_seconds(process: psutil.Process) -> float:
    times = [one.cpu_times() for one in (process, *process.children(recursive=True))]
    return sum(one.user + one.system for one in times)


def memory(process: psutil.Process) -> float:
    """Resident megabytes."""
    return sum(one.memory_info().rss for one in (process, *process.children(recursive=True))) / 1e6


def wait_until_ready(port: int) -> float:
    """Seconds until /ready says 200."""
    started = monotonic()
    while monotonic() - started < PATIENCE:
        try:
            with urlopen(f"http://127.0.0.1:{port}/ready", timeout=1):
                return monotonic() - started
        except OSError:
            sleep(0.01)
    raise TimeoutError("the contender is not ready")
