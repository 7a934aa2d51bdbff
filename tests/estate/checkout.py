"""A checkout as a new user has it: a folder of its own, an empty home, and none of this session's environment."""

import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import boto3
import psutil
import pytest

REPOSITORY = Path(__file__).resolve().parents[2]
VENV = Path(sys.prefix)

# A cold machine may be slow; what takes longer than this hangs.
PATIENCE_SECONDS = 300


class Checkout:
    def __init__(self, root: Path) -> None:
        self.root = root / "checkout"
        self.home = root / "home"
        self.home.mkdir(parents=True)
        listed = subprocess.run(
            ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"],
            cwd=REPOSITORY,
            capture_output=True,
            check=True,
        )
        for name in filter(None, listed.stdout.decode().split("\0")):
            if (REPOSITORY / name).exists():
                (self.root / name).parent.mkdir(parents=True, exist_ok=True)
                shutil.copy2(REPOSITORY / name, self.root / name, follow_symlinks=False)

    def start(self, *command: str, **environment: str) -> subprocess.Popen[str]:
        """The command in a process group of its own, as a terminal would start it."""
        return subprocess.Popen(
            command,
            cwd=self.root,
            env={
                "PATH": f"{VENV}/bin:/usr/bin:/bin",
                "HOME": str(self.home),
                "LANG": "C.UTF-8",
                "VENV": str(VENV),
                **environment,
            },
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )

    def run(self, *command: str, **environment: str) -> subprocess.CompletedProcess[str]:
        process = self.start(*command, **environment)
        try:
            said, _ = process.communicate(timeout=PATIENCE_SECONDS)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            raise
        return subprocess.CompletedProcess(command, process.returncode, said)

    def make(self, *targets: str, **environment: str) -> str:
        """What a target says that must succeed."""
        done = self.run("make", *targets, **environment)
        assert done.returncode == 0, done.stdout
        return done.stdout

    def play(self, playbook: str, *arguments: str, **environment: str) -> str:
        """What a playbook says that must succeed."""
        done = self.run("ansible-playbook", playbook, *arguments, **environment)
        assert done.returncode == 0, done.stdout
        return done.stdout

    def destroy(self, *arguments: str, estate: str = "local", **environment: str) -> str:
        """What the removal of an estate says that must succeed, by somebody who names it."""
        named = ("-i", f"inventory/{estate}", "-e", f"confirm={estate}")
        return self.play("playbooks/destroy.yml", *named, *arguments, **environment)

    @property
    def state(self) -> dict[str, Any]:
        return dict(json.loads((self.root / ".local" / "local_aws.json").read_text()))

    @property
    def outputs(self) -> dict[str, Any]:
        return dict(json.loads((self.root / ".local" / "outputs.json").read_text()))

    def task(self, service: str) -> dict[str, Any] | None:
        """The only task of the service, while there is one."""
        tasks = [task for task in self.state["tasks"] if task["service"] == service]
        return dict(tasks[0]) if len(tasks) == 1 else None

    def client(self, service: str) -> Any:
        return boto3.client(service, endpoint_url=self.state["endpoint_url"], region_name=self.state["region"])

    def processes(self) -> list[psutil.Process]:
        """All that run in the checkout's folder, whoever started them."""
        return [process for process in psutil.process_iter(["cwd"]) if process.info["cwd"] == str(self.root)]

    def playbooks(self) -> list[list[str]]:
        """The command of each process of Ansible's that runs in the checkout's folder; one that is ending has none."""
        running = psutil.process_iter(["cwd", "cmdline"])
        here = [process.info["cmdline"] or [] for process in running if process.info["cwd"] == str(self.root)]
        return [command for command in here if "ansible" in " ".join(command)]


@contextmanager
def checkout_ctx(factory: pytest.TempPathFactory) -> Iterator[Checkout]:
    checkout = Checkout(factory.mktemp("sluice"))
    try:
        yield checkout
    finally:
        checkout.run("make", "down")
