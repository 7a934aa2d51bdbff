"""Pauses between tries."""

import asyncio
import random
from contextlib import suppress


def jittered(tries: int, first: float, longest: float) -> float:
    """Seconds to pause after so many tries: full jitter, so that many consumers do not come back together."""
    return random.uniform(0, min(longest, first * 2 ** min(tries, 16)))  # noqa: S311 - no secret


async def pause(seconds: float, ended_by: asyncio.Event) -> None:
    with suppress(TimeoutError):
        await asyncio.wait_for(ended_by.wait(), seconds)
