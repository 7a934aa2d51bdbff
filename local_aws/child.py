"""Starts and ends the processes of tasks, each in a group of its own."""

import asyncio
import os
import signal
from asyncio.subprocess import Process
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import IO

from local_aws.definition import CannotStartError


@asynccontextmanager
async def child_ctx(
    command: tuple[str, ...], environment: Mapping[str, str], folder: Path, output: IO[bytes] | int
) -> AsyncIterator[Process]:
    """When it closes, the process and all that it has started are gone, at once."""
    try:
        process = await asyncio.create_subprocess_exec(
            *command,
            env=environment,
            cwd=folder,
            stdin=asyncio.subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            start_new_session=True,
        )
    except OSError as error:
        raise CannotStartError(f"CannotStartContainerError: {command[0]}: {error.strerror}") from None
    try:
        yield process
    finally:
        # macOS answers EPERM for a group of which nothing but a zombie is left.
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)
        await process.wait()


async def ask_to_end(process: Process, patience: float) -> None:
    """SIGTERM, and as much time as a container has until it is killed."""
    with suppress(ProcessLookupError):
        process.terminate()
    with suppress(TimeoutError):
        await asyncio.wait_for(process.wait(), patience)
