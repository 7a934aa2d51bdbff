"""Waits for what comes true elsewhere, on a machine that may be busy."""

import asyncio
from collections.abc import Awaitable, Callable

PATIENCE_SECONDS = 120


async def until(condition: Callable[[], Awaitable[object]], otherwise: Callable[[], str]) -> None:
    """Fails with what `otherwise` says."""
    deadline = asyncio.get_running_loop().time() + PATIENCE_SECONDS
    while True:
        if await condition():
            return
        assert asyncio.get_running_loop().time() < deadline, otherwise()
        await asyncio.sleep(0.2)
