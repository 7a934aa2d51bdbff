"""A Prometheus of this machine that scrapes the tasks and loads the rules of the estate."""

import json
import socket
import subprocess
import time
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

START_SECONDS = 60
STOP_SECONDS = 20


class NotStartedError(Exception):
    """One sentence, with where the reason is."""


def write_targets(folder: Path, tasks: Sequence[tuple[str, str]]) -> None:
    """Of service and URL: Prometheus looks at the file by itself, so that a replaced task is found."""
    listed = [{"targets": [urlsplit(url).netloc], "labels": {"job": service}} for service, url in tasks]
    draft = folder / "targets.json.new"
    draft.write_text(json.dumps(listed))
    draft.replace(folder / "targets.json")


def write_configuration(folder: Path, rules: Path, seconds: int, alertmanager: str = "") -> None:
    """JSON is YAML too; `alertmanager` is its address, none where there is none."""
    told = [{"static_configs": [{"targets": [alertmanager]}]}] if alertmanager else []
    configuration = {
        "global": {"scrape_interval": f"{seconds}s", "evaluation_interval": f"{seconds}s"},
        "rule_files": [str(rules)],
        "alerting": {"alertmanagers": told},
        "scrape_configs": [
            {
                "job_name": "tasks",
                "file_sd_configs": [{"files": [str(folder / "targets.json")], "refresh_interval": "1s"}],
            }
        ],
    }
    (folder / "prometheus.yml").write_text(json.dumps(configuration, indent=2))


@contextmanager
def running_ctx(binary: str, folder: Path) -> Iterator[str]:
    """Its URL, once it is ready, with what was written to the folder before."""
    port = free_port()
    arguments = [
        f"--config.file={folder / 'prometheus.yml'}",
        f"--storage.tsdb.path={folder / 'data'}",
        f"--web.listen-address=127.0.0.1:{port}",
    ]
    with process_ctx([binary, *arguments], folder / "prometheus.log") as process:
        wait_until_ready(f"http://127.0.0.1:{port}/-/ready", process, folder / "prometheus.log")
        yield f"http://127.0.0.1:{port}"


@contextmanager
def process_ctx(
    command: list[str], log: Path, environment: Mapping[str, str] | None = None
) -> Iterator[subprocess.Popen[bytes]]:
    """Until the block ends; without `environment` it has ours."""
    with (
        log.open("wb") as output,
        subprocess.Popen(command, env=environment, stdout=output, stderr=output) as process,  # noqa: S603 -- found by name
    ):
        try:
            yield process
        finally:
            process.terminate()
            try:
                process.wait(STOP_SECONDS)
            except subprocess.TimeoutExpired:
                process.kill()


def wait_until_ready(url: str, process: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + START_SECONDS
    while not _answers(url):
        if process.poll() is not None or time.monotonic() > deadline:
            raise NotStartedError(f"{process.args!r} did not start: the reason is at the end of {log}")
        time.sleep(0.1)


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def _answers(url: str) -> bool:
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with opener.open(url, timeout=5) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False
