"""The health check of a container, run as ECS runs it."""

import asyncio
from collections.abc import Mapping
from pathlib import Path

from local_aws.child import child_ctx
from local_aws.definition import CannotStartError, HealthCheck
from local_aws.task import Task


async def watch(task: Task, check: HealthCheck, environment: Mapping[str, str], folder: Path) -> None:
    """Keeps the task's health up to date; returns when it is UNHEALTHY."""
    clock = asyncio.get_running_loop().time
    # A task that has yet to come up has as long as on ECS, but is looked at every second: a laptop's user waits.
    too_late = clock() + check.start_period + check.retries * check.interval
    failures = 0
    while True:
        if await _passes(check, environment, folder):
            task.health, failures = "HEALTHY", 0
        else:
            failures += 1
        hopeless = failures >= check.retries if task.health == "HEALTHY" else clock() >= too_late
        if hopeless:
            task.health = "UNHEALTHY"
            return
        await asyncio.sleep(check.interval if task.health == "HEALTHY" else min(1, check.interval))


async def _passes(check: HealthCheck, environment: Mapping[str, str], folder: Path) -> bool:
    try:
        async with child_ctx(check.command, environment, folder, asyncio.subprocess.DEVNULL) as process:
            return await asyncio.wait_for(process.wait(), check.timeout) == 0
    except (CannotStartError, TimeoutError):
        return False
