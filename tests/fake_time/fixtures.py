"""Fixtures that stand, in a folder of fake time, where those of the same name stand in real time."""

import asyncio
import json
import random
from collections.abc import AsyncIterator, Callable, Iterator
from typing import Any
from uuid import uuid4

import pytest

from tests.fake_time.aws import Aws
from tests.fake_time.clients import client
from tests.fake_time.half_a_day import half_a_day_from_each_receive
from tests.fake_time.loop import VirtualLoop
from tests.fake_time.wall_clock import WallClock, moto_follows
from tests.fault_proxy import FaultProxy
from tests.fault_proxy.proxy import KEPT_CALLS
from tests.fault_proxy.server import door_ctx

__all__ = [
    "_of_the_loop",
    "aws",
    "dead_letter_queue_url",
    "embedded_aws",
    "faults",
    "max_receives",
    "pytest_asyncio_loop_factories",
    "queue_url",
    "s3",
    "same_chance",
    "sqs",
    "ssm",
    "visibility_timeout",
]


def pytest_asyncio_loop_factories() -> dict[str, Callable[[], asyncio.AbstractEventLoop]]:
    return {"virtual": VirtualLoop}


@pytest.fixture
def aws(_of_the_loop: tuple[Aws, FaultProxy]) -> Aws:
    """An embedded AWS in the loop of the test, which the SDK finds in the environment, and by its clock."""
    return _of_the_loop[0]


@pytest.fixture
def faults(_of_the_loop: tuple[Aws, FaultProxy]) -> FaultProxy:
    """What every service comes through to that AWS."""
    return _of_the_loop[1]


@pytest.fixture
async def _of_the_loop(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[tuple[Aws, FaultProxy]]:
    loop = asyncio.get_running_loop()
    assert isinstance(loop, VirtualLoop)
    clock = WallClock(loop)
    aws = Aws(clock)
    proxy = FaultProxy(aws.perform, KEPT_CALLS)
    with moto_follows(clock), half_a_day_from_each_receive():
        async with door_ctx(proxy.handle, 0) as url:
            aws.endpoint = proxy.url = url
            monkeypatch.setenv("AWS_ENDPOINT_URL", url)
            yield aws, proxy


@pytest.fixture(autouse=True)
def same_chance() -> Iterator[None]:
    """Jitter is the same in every run."""
    before = random.getstate()
    random.seed(1)
    yield
    random.setstate(before)


@pytest.fixture
def embedded_aws(aws: Aws) -> str:
    return aws.endpoint


@pytest.fixture
def sqs(aws: Aws) -> Any:
    return client("sqs", aws)


@pytest.fixture
def s3(aws: Aws) -> Any:
    return client("s3", aws)


@pytest.fixture
def ssm(aws: Aws) -> Any:
    return client("ssm", aws)


@pytest.fixture
def visibility_timeout() -> int:
    """In seconds; a test may parametrize it."""
    return 30


@pytest.fixture
def max_receives() -> int:
    return 10


@pytest.fixture
def dead_letter_queue_url(sqs: Any) -> str:
    return str(
        sqs.create_queue(QueueName=f"dead-{uuid4()}", Attributes={"MessageRetentionPeriod": "1209600"})["QueueUrl"]
    )


@pytest.fixture
def queue_url(sqs: Any, dead_letter_queue_url: str, visibility_timeout: int, max_receives: int) -> str:
    name = dead_letter_queue_url.rpartition("/")[2]
    redrive = {
        "deadLetterTargetArn": f"arn:aws:sqs:eu-central-1:123456789012:{name}",
        "maxReceiveCount": max_receives,
    }
    attributes = {"VisibilityTimeout": str(visibility_timeout), "RedrivePolicy": json.dumps(redrive)}
    return str(sqs.create_queue(QueueName=f"mail-{uuid4()}", Attributes=attributes)["QueueUrl"])
