"""Copies of the embedded AWS in folders of their own, so that no test touches this checkout's."""

import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import boto3
import psutil
import pytest
from botocore.config import Config

Client = Callable[[str], Any]


class Checkout:
    """A folder that holds a copy of local_aws, and its command line."""

    def __init__(self, root: Path) -> None:
        self.root = root
        source = Path(__file__).resolve().parents[1]
        shutil.copytree(source, root / "local_aws", ignore=shutil.ignore_patterns("tests", "__pycache__"))
        shutil.copy(source / "tests" / "standin.py", root)

    def run(self, *arguments: str) -> "subprocess.CompletedProcess[str]":
        return subprocess.run(
            self.command(*arguments), cwd=self.root, capture_output=True, text=True, timeout=90, check=False
        )

    def command(self, *arguments: str) -> list[str]:
        return [sys.executable, "-m", "local_aws", *arguments]

    @property
    def aws(self) -> Client:
        return clients((self.root / ".local" / "endpoint").read_text().strip())

    @property
    def state(self) -> dict[str, Any]:
        return dict(json.loads((self.root / ".local" / "local_aws.json").read_text()))

    def tasks(self, service: str) -> list[dict[str, Any]]:
        return [task for task in self.state["tasks"] if task["service"] == service]

    def processes(self) -> list[psutil.Process]:
        """Everything that runs in this folder."""
        return [each for each in psutil.process_iter() if _folder(each) == self.root]


def _folder(process: psutil.Process) -> Path | None:
    try:
        return Path(process.cwd()) if process.status() != psutil.STATUS_ZOMBIE else None
    except (psutil.NoSuchProcess, psutil.AccessDenied):
        return None


def clients(endpoint: str) -> Client:
    made: dict[str, Any] = {}

    def client(service: str) -> Any:
        if service not in made:
            made[service] = boto3.client(
                service,
                endpoint_url=endpoint,
                region_name="eu-west-1",
                aws_access_key_id="test",
                aws_secret_access_key="test",
                config=Config(proxies={}),
            )
        return made[service]

    return client


def eventually(condition: Callable[[], Any], patience: float = 20) -> Any:
    """What `condition` returns as soon as that is true; a failure after `patience` seconds."""
    deadline = time.monotonic() + patience
    while not (met := condition()):
        assert time.monotonic() < deadline, f"not within {patience} s"
        time.sleep(0.05)
    return met


def container(**changes: Any) -> dict[str, Any]:
    """The definition of the stand-in's container."""
    return {"name": "main", "image": "none", "memory": 64, "command": ["python", "standin.py"], **changes}


def register(aws: Client, family: str, **changes: Any) -> str:
    definition = aws("ecs").register_task_definition(family=family, containerDefinitions=[container(**changes)])
    return str(definition["taskDefinition"]["taskDefinitionArn"])


def create_service(aws: Client, name: str, desired: int = 1, **settings: Any) -> None:
    """A service of the latest definition of the family of its name, in the cluster `test`."""
    aws("ecs").create_cluster(clusterName="test")
    aws("ecs").create_service(cluster="test", serviceName=name, taskDefinition=name, desiredCount=desired, **settings)


@pytest.fixture(scope="package")
def checkout(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Checkout]:
    """One embedded AWS for all tests of this room that do not need one of their own; its many tasks end with them."""
    one = Checkout(tmp_path_factory.mktemp("checkout").resolve())
    started = one.run("start")
    assert started.returncode == 0, started.stderr
    yield one
    one.run("stop")


@pytest.fixture(scope="package")
def aws(checkout: Checkout) -> Client:
    return checkout.aws


@pytest.fixture(scope="package")
def upstream(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Client]:
    """moto as it comes, without our patches."""
    code = "from moto.server import *; s = ThreadedMotoServer('127.0.0.1', 0, False); s.start()"
    code += "; print(s.get_host_and_port()[1], flush=True); s._thread.join()"
    server = subprocess.Popen(
        [sys.executable, "-c", code],
        cwd=tmp_path_factory.mktemp("upstream"),
        env={"PATH": os.defpath},
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    assert server.stdout
    yield clients(f"http://127.0.0.1:{int(server.stdout.readline())}")
    server.kill()
    server.wait()
