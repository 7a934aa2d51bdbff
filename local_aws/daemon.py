"""The daemon: the embedded AWS, the task runner and the forwarder, until a signal ends them."""

import asyncio
import logging
import os
import signal
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import Any

import aiohttp
from aiobotocore.config import AioConfig
from aiobotocore.session import get_session

from local_aws import processes, released, state
from local_aws.balancer import Balancer
from local_aws.embedded import embedded_ctx
from local_aws.life import Host
from local_aws.runner import Runner
from local_aws.state import State
from local_aws.surroundings import REGION

# An ALB waits 60 s between two packets of a target, and 10 s for a connection.
PATIENCE = aiohttp.ClientTimeout(total=None, sock_connect=10, sock_read=60)


async def serve(root: Path, aws_port: int, balancer_port: int) -> None:
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(name)s %(message)s")
    stopping = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stopping.set)
    known = _state(balancer_port)
    state.write(root, known)
    with embedded_ctx(aws_port) as endpoint_url:
        async with _running_ctx(root, {**known, "endpoint_url": endpoint_url}):
            await stopping.wait()
    state.forget(root)


@asynccontextmanager
async def _running_ctx(root: Path, known: State) -> AsyncIterator[None]:
    endpoint_url = known["endpoint_url"] or ""
    async with AsyncExitStack() as stack:
        ecs, elbv2, ssm = [
            await stack.enter_async_context(_client_ctx(name, endpoint_url)) for name in ("ecs", "elbv2", "ssm")
        ]
        await released.release(ssm)
        session = await stack.enter_async_context(_session_ctx())
        balancer = Balancer(elbv2, session, known["balancer_port"])

        def publish() -> None:
            tasks = [each.state for each in runner.tasks() if each.state]
            state.write(root, {**known, "tasks": tasks, "balancers": balancer.urls()})

        runner = Runner(ecs, Host(root, endpoint_url, ssm, elbv2, publish, balancer.targets.is_healthy))
        publish()
        for loop in (balancer.run(), runner.run()):
            stack.push_async_callback(_cancel, asyncio.create_task(loop))
        yield


def _state(balancer_port: int) -> State:
    return State(
        pid=os.getpid(),
        create_time=processes.birth(os.getpid()),
        region=REGION,
        endpoint_url=None,
        balancer_port=balancer_port,
        tasks=[],
        balancers={},
    )


def _client_ctx(service: str, endpoint_url: str) -> Any:
    return get_session().create_client(
        service, endpoint_url=endpoint_url, region_name=REGION, config=AioConfig(connect_timeout=5)
    )


def _session_ctx() -> aiohttp.ClientSession:
    """It hands everything on as it is: no cookies of its own, no decompression, no limit on connections."""
    return aiohttp.ClientSession(
        connector=aiohttp.TCPConnector(limit=0),
        cookie_jar=aiohttp.DummyCookieJar(),
        auto_decompress=False,
        timeout=PATIENCE,
    )


async def _cancel(running: asyncio.Task[None]) -> None:
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)
