"""Starts, finds and stops the one daemon of a checkout."""

import fcntl
import http.client
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import psutil

from local_aws import ports, processes, state
from local_aws.state import State

START_SECONDS = 60
STOP_SECONDS = 35  # the longest stop timeout of a task, and a little for the daemon itself


class RefusedError(Exception):
    """One sentence: what is in the way, and what to do next."""


def start(root: Path, aws_port: int, balancer_port: int) -> str:
    """The sentence to print; port 0 stands for any free one."""
    with _alone(root):
        if running := find(root):
            if objection := ports.differ(running, aws_port, balancer_port):
                raise RefusedError(objection)
            return f"running {running['endpoint_url']}"
        _end_all(root)
        if objection := ports.taken(aws_port, balancer_port):
            raise RefusedError(objection)
        return f"started {_spawn(root, aws_port, balancer_port)}"


def stop(root: Path) -> str:
    with _alone(root):
        return "stopped" if _end_all(root) else "not running"


def find(root: Path) -> State | None:
    """The state of the running daemon, or None where there is none that answers."""
    known = state.read(root)
    if known is None or not processes.find(known["pid"], known["create_time"]):
        return None
    return known if known["endpoint_url"] and _answers(known["endpoint_url"]) else None


@contextmanager
def _alone(root: Path) -> Iterator[None]:
    state.folder(root).mkdir(exist_ok=True)
    with (state.folder(root) / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _spawn(root: Path, aws_port: int, balancer_port: int) -> str:
    log = state.log_file(root)
    log.parent.mkdir(parents=True, exist_ok=True)
    asked = ["--aws-port", str(aws_port), "--balancer-port", str(balancer_port)]
    with log.open("wb") as output:
        daemon = subprocess.Popen(  # noqa: S603 -- our own module, run by our own interpreter
            [sys.executable, "-m", "local_aws", "serve", *asked],
            cwd=root,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            start_new_session=True,
        )
    processes.wait_until(lambda: daemon.poll() is not None or find(root) is not None, START_SECONDS)
    if not (running := find(root)):
        _end_all(root)
        daemon.kill()
        raise RefusedError(f"the embedded AWS did not start: the reason is at the end of {log}")
    return running["endpoint_url"] or ""


def _end_all(root: Path) -> bool:
    """Ends the daemon and every task that it left behind; False where nothing was running."""
    ended = False
    if (known := state.read(root)) and (daemon := processes.find(known["pid"], known["create_time"])):
        processes.end([daemon], STOP_SECONDS)
        ended = True
    left = _tasks_left(root)
    processes.end(left, patience=10)
    state.forget(root)
    return ended or bool(left)


def _tasks_left(root: Path) -> list[psutil.Process]:
    known = state.read(root)
    tasks = known["tasks"] if known else []
    return [task for each in tasks if (task := processes.find(each["pid"], each["create_time"]))]


def _answers(endpoint_url: str) -> bool:
    # Patient, because one that is taken for dead is ended, with all that it holds.
    connection = http.client.HTTPConnection(urlsplit(endpoint_url).netloc, timeout=30)
    try:
        connection.request("GET", "/moto-api/")
        return connection.getresponse().status == http.HTTPStatus.OK
    except OSError:
        return False
    finally:
        connection.close()
