"""What the daemon knows, kept in `.local/` for whoever asks: the command line, the playbooks, `make`."""

import json
import os
from pathlib import Path
from typing import TypedDict


class TaskState(TypedDict):
    """One task: `url` is its own address, `health` what its container's health check says."""

    service: str
    task_arn: str
    task_definition: str
    pid: int
    create_time: float
    url: str
    health: str
    started_at: str


class State(TypedDict):
    """The whole of `.local/local_aws.json`; `endpoint_url` is null until the API answers."""

    pid: int
    create_time: float
    region: str
    endpoint_url: str | None
    balancer_port: int
    tasks: list[TaskState]
    balancers: dict[str, dict[str, str]]


def folder(root: Path) -> Path:
    return root / ".local"


def log_file(root: Path) -> Path:
    return folder(root) / "log" / "local_aws.log"


def read(root: Path) -> State | None:
    try:
        state: State = json.loads(_file(root).read_text())
    except FileNotFoundError:
        return None
    return state


def write(root: Path, state: State) -> None:
    _replace(_file(root), json.dumps(state, indent=2) + "\n")
    if state["endpoint_url"]:
        _replace(folder(root) / "endpoint", state["endpoint_url"] + "\n")


def forget(root: Path) -> None:
    """Removes all that speaks of what runs, once it runs no more."""
    for name in ("payload.json", "outputs.json", "endpoint", "account", "local_aws.json"):
        (folder(root) / name).unlink(missing_ok=True)


def _file(root: Path) -> Path:
    return folder(root) / "local_aws.json"


def _replace(path: Path, text: str) -> None:
    """A reader sees the old text or the new one, never a part; what is written already stays untouched."""
    if path.exists() and path.read_text() == text:
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(path.name + ".new")
    draft.write_text(text)
    os.replace(draft, path)
