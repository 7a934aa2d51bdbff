"""One container of a service, hardened as its task is, on the network of this machine."""

import json
import os
import socket
import subprocess
from time import monotonic
from typing import Any

from .hardening import arguments


def engine(*words: str) -> str:
    """What `docker` prints; its complaint is the test's where it fails."""
    done = subprocess.run(["docker", *words], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def described(name: str) -> dict[str, Any]:
    found: list[dict[str, Any]] = json.loads(engine("inspect", name))
    return found[0]


class Container:
    def __init__(self, service: str, image: str, variables: dict[str, str]) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        self.url = f"http://127.0.0.1:{port}"
        aws = {name: value for name, value in os.environ.items() if name.startswith("AWS_")}
        # The image listens everywhere, as a task with an address of its own may; a test only to this machine.
        told = aws | variables | {"HOST": "127.0.0.1", "PORT": str(port)}
        words = [f"--env={name}={value}" for name, value in told.items()]
        self.id = engine("run", "--detach", "--network=host", *arguments(service), *words, image)

    def inside(self, *command: str) -> "subprocess.CompletedProcess[str]":
        return subprocess.run(["docker", "exec", self.id, *command], capture_output=True, text=True, check=False)

    @property
    def state(self) -> dict[str, Any]:
        state: dict[str, Any] = described(self.id)["State"]
        return state

    @property
    def healthy(self) -> bool:
        state = self.state
        assert state["Running"], self.log
        return bool(state["Health"]["Status"] == "healthy")

    @property
    def log(self) -> str:
        return engine("logs", self.id)

    def stop(self) -> float:
        """The seconds from SIGTERM to its end."""
        started = monotonic()
        engine("stop", self.id)
        return monotonic() - started

    def remove(self) -> None:
        engine("rm", "--force", "--volumes", self.id)
