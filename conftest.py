"""An embedded AWS for every test that asks for one, and no way to a real one."""

import asyncio
import json
import os
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from dataclasses import dataclass
from inspect import isawaitable
from typing import Any
from uuid import uuid4

import boto3
import pytest
from moto.server import ThreadedMotoServer

from tests.fault_proxy import FaultProxy, fault_proxy_ctx


@pytest.fixture(scope="session", autouse=True)
def no_real_aws() -> Iterator[pytest.MonkeyPatch]:
    """No test can reach an account that this machine knows of."""
    with pytest.MonkeyPatch.context() as environment:
        for name in [name for name in os.environ if name.startswith("AWS_")]:
            environment.delenv(name)
        for name, value in {
            "AWS_ACCESS_KEY_ID": "testing",
            "AWS_SECRET_ACCESS_KEY": "testing",
            "AWS_CONFIG_FILE": os.devnull,
            "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
            "AWS_EC2_METADATA_DISABLED": "true",
            "AWS_REGION": "eu-central-1",
            "AWS_DEFAULT_REGION": "eu-central-1",
        }.items():
            environment.setenv(name, value)
        yield environment


@pytest.fixture(scope="session")
def embedded_aws(no_real_aws: pytest.MonkeyPatch) -> Iterator[str]:
    """The endpoint of an embedded AWS, which the SDK finds in the environment."""
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    endpoint = f"http://{host}:{port}"
    no_real_aws.setenv("AWS_ENDPOINT_URL", endpoint)
    yield endpoint
    no_real_aws.delenv("AWS_ENDPOINT_URL")
    server.stop()


@pytest.fixture(scope="session")
def sqs(embedded_aws: str) -> Any:
    return boto3.client("sqs", endpoint_url=embedded_aws)


@pytest.fixture(scope="session")
def s3(embedded_aws: str) -> Any:
    return boto3.client("s3", endpoint_url=embedded_aws)


@pytest.fixture(scope="session")
def ssm(embedded_aws: str) -> Any:
    return boto3.client("ssm", endpoint_url=embedded_aws)


@pytest.fixture
def queue_url(sqs: Any) -> str:
    return str(sqs.create_queue(QueueName=f"mail-{uuid4()}")["QueueUrl"])


@pytest.fixture
def bucket(s3: Any) -> str:
    name = f"mail-{uuid4()}"
    s3.create_bucket(Bucket=name, CreateBucketConfiguration={"LocationConstraint": "eu-central-1"})
    return name


@pytest.fixture
def token_parameter(ssm: Any) -> str:
    """The name of a parameter that holds the token `right`."""
    name = f"/sluice/{uuid4()}/token"
    ssm.put_parameter(Name=name, Value="right", Type="SecureString")
    return name


@pytest.fixture
async def faults(embedded_aws: str, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[FaultProxy]:
    """A service that starts after this fixture reaches AWS through it."""
    async with fault_proxy_ctx(embedded_aws) as proxy:
        monkeypatch.setenv("AWS_ENDPOINT_URL", proxy.url)
        yield proxy


@pytest.fixture
def eventually() -> Callable[[Callable[[], Awaitable[object] | object]], Awaitable[None]]:
    """Waits until a condition holds that comes true elsewhere; fails after a deadline."""

    async def wait(condition: Callable[[], Awaitable[object] | object]) -> None:
        async with asyncio.timeout(60):
            while True:
                holds = condition()
                if isawaitable(holds):
                    holds = await holds
                if holds:
                    return
                await asyncio.sleep(0.02)

    return wait


@dataclass
class Running:
    """A service that runs as a process of its own."""

    process: asyncio.subprocess.Process

    async def event(self, name: str) -> dict[str, Any]:
        """The next log line of that event."""
        assert self.process.stdout
        async with asyncio.timeout(60):
            async for line in self.process.stdout:
                logged: dict[str, Any] = json.loads(line)
                if logged["event"] == name:
                    return logged
        raise AssertionError(f"the service ended without {name}")

    async def end(self) -> tuple[int | None, str, str]:
        """Exit status, and what else went to stdout and stderr."""
        async with asyncio.timeout(60):
            out, err = await self.process.communicate()
        return self.process.returncode, out.decode(), err.decode()


@pytest.fixture
async def run_service(request: pytest.FixtureRequest) -> AsyncIterator[Callable[..., Awaitable[Running]]]:
    """Starts `python -m <module>` with these variables besides those of AWS; kills it after the test."""
    started: list[asyncio.subprocess.Process] = []

    async def start(module: str, **variables: str) -> Running:
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            module,
            cwd=request.config.rootpath,
            env={"PATH": os.defpath, **{k: v for k, v in os.environ.items() if k.startswith("AWS_")}, **variables},
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
        )
        started.append(process)
        return Running(process)

    yield start
    for process in started:
        if process.returncode is None:
            process.kill()
            await process.wait()
