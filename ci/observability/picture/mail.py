"""Some minutes of mail as a bad day brings it: most of it good, some bad, a burst, poison, and AWS away for a while."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from random import Random

import psutil

from ci.observability.picture.client import Client

AWAY_FROM = 0.65
AWAY_SECONDS = 30


@dataclass(frozen=True)
class Stream:
    """So many a second of that kind, between two moments that are shares of the whole time."""

    kind: str
    per_second: float
    begins: float = 0
    ends: float = 1


# The embedded AWS never catches up with a burst of thrice as many, where other work takes its cores.
DAY = (
    Stream("good", 2),
    Stream("good", 3, 0.15, 0.45),
    Stream("good", 10, 0.52, 0.57),
    Stream("unprocessable", 0.3),
    Stream("unauthorized", 0.1),
    Stream("unauthorized", 2.5, 0.30, 0.38),
    Stream("bad_request", 0.15),
    Stream("unsupported_media_type", 0.06),
    Stream("method_not_allowed", 0.04),
    Stream("too_large", 0.04),
    Stream("request_timeout", 0.1, 0.56, 0.62),
    Stream("client_gone", 0.05, 0.05, 0.40),
    Stream("duplicate", 0.3, 0.10, 0.60),
    Stream("poison", 0.08, 0.20, 0.28),
    Stream("conflict", 0.06, 0.38, 0.48),
)


async def bring(client: Client, aws: psutil.Process, seconds: float, doing: Callable[[str], None]) -> None:
    """All of it; AWS is there again when it ends, however it does."""
    async with asyncio.TaskGroup() as tasks:
        for number, stream in enumerate(DAY):
            tasks.create_task(_stream(client, stream, seconds, Random(number)))  # noqa: S311 -- when mail comes is no secret
        tasks.create_task(_away(aws, seconds))
        for left in range(int(seconds), 0, -1):
            doing(f"{left} s left: {client.answers['202']} accepted")
            await asyncio.sleep(1)


async def _stream(client: Client, stream: Stream, seconds: float, chance: Random) -> None:
    clock = asyncio.get_running_loop().time
    ends = clock() + stream.ends * seconds
    await asyncio.sleep(stream.begins * seconds)
    async with asyncio.TaskGroup() as posts:
        while (pause := chance.expovariate(stream.per_second)) < ends - clock():
            await asyncio.sleep(pause)
            posts.create_task(client.bring(stream.kind))


async def _away(aws: psutil.Process, seconds: float) -> None:
    """A process that is stopped takes connections and answers none."""
    await asyncio.sleep(AWAY_FROM * seconds)
    aws.suspend()
    try:
        await asyncio.sleep(AWAY_SECONDS)
    finally:
        aws.resume()
