"""Clients of an embedded AWS behind the proxy, which try each call once."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from functools import cache
from typing import Any, NamedTuple

import pytest
from aiobotocore.config import AioConfig
from aiobotocore.session import AioSession

from tests.fault_proxy import FaultProxy


class Clients(NamedTuple):
    sqs: Any
    s3: Any
    ssm: Any


@cache
def _session() -> AioSession:
    """Whose descriptions of AWS take long to read."""
    return AioSession()


@pytest.fixture
async def through(faults: FaultProxy) -> AsyncIterator[Clients]:
    once = AioConfig(retries={"mode": "standard", "total_max_attempts": 1}, read_timeout=15)
    async with AsyncExitStack() as stack:
        clients = [
            _session().create_client(service, endpoint_url=faults.url, config=once) for service in Clients._fields
        ]
        yield Clients(*[await stack.enter_async_context(client) for client in clients])
