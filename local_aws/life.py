"""The life of a task: environment, process, targets, health, and the end."""

import asyncio
import logging
from asyncio.subprocess import Process
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psutil

from local_aws import container_health, image_store, processes, task_log
from local_aws.child import ask_to_end, child_ctx
from local_aws.definition import CannotStartError
from local_aws.environment import environment
from local_aws.registration import registered_ctx
from local_aws.task import Task

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Host:
    """What tasks run on: the checkout's folder, the API, and somebody to tell when one begins or ends."""

    root: Path
    endpoint_url: str
    ssm: Any
    elbv2: Any
    changed: Callable[[], None]
    receives_requests: Callable[[str, int], bool]


async def live(task: Task, host: Host) -> None:
    try:
        await _run(task, host)
    except CannotStartError as error:
        task.stopped_reason = str(error)
    except Exception as error:  # whatever is wrong with one task, the others go on
        task.stopped_reason = f"The runner failed: {error!r}"
        log.exception("task %s of %s", task.id, task.wanted.service)
    finally:
        task.status, task.stopped_at = "STOPPED", datetime.now(UTC)
        host.changed()
        log.info("task %s of %s stopped: %s", task.id, task.wanted.service, task.stopped_reason)


async def _run(task: Task, host: Host) -> None:
    definition = task.wanted.definition
    if not definition.command:
        raise CannotStartError(
            f"CannotStartContainerError: {definition.container} has no command, and there is no image"
        )
    folder = image_store.folder(host.root, definition.image)
    surroundings = await environment(definition, host.ssm, task.port, host.endpoint_url)
    with task_log.kept_ctx(task, host.root) as output:
        async with child_ctx(definition.command, surroundings, folder, output) as process:
            task.status, task.started_at = "RUNNING", datetime.now(UTC)
            with suppress(psutil.NoSuchProcess):  # it may be over already
                task.pid, task.create_time = process.pid, processes.birth(process.pid)
            host.changed()
            log.info("task %s of %s runs at %s", task.id, task.wanted.service, task.url)
            async with registered_ctx(task, host.elbv2):
                await _end_of(task, process, surroundings, folder)
            task.status = "STOPPING"
            await ask_to_end(process, definition.stop_timeout)
        task.exit_code = _exit_code(process)


def _exit_code(process: Process) -> int:
    """As a container engine counts: 137 for SIGKILL."""
    code = process.returncode or 0
    return code if code >= 0 else 128 - code


async def _end_of(task: Task, process: Process, surroundings: Mapping[str, str], folder: Path) -> None:
    """Waits until the task exits, is asked to stop or is found unhealthy, and notes which."""
    reasons: dict[asyncio.Task[Any], str] = {
        asyncio.create_task(process.wait()): "Essential container in task exited",
        asyncio.create_task(task.asked_to_stop.wait()): "Stopped",
    }
    if check := task.wanted.definition.health_check:
        watch = container_health.watch(task, check, surroundings, folder)
        reasons[asyncio.create_task(watch)] = "Task failed container health checks"
    done, pending = await asyncio.wait(reasons, return_when=asyncio.FIRST_COMPLETED)
    for each in pending:
        each.cancel()
    await asyncio.gather(*pending, return_exceptions=True)
    task.stopped_reason = task.stopped_reason or reasons[done.pop()]
