"""A producer and a consumer as processes of their own, whose calls to AWS a test can make fail."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from aiohttp import ClientSession

EMAIL = {"email_subject": "a", "email_sender": "b", "email_timestream": "1", "email_content": "c"}


@dataclass
class Services:
    producer: Any
    consumer: Any
    producer_url: str
    consumer_url: str

    async def post(self, token: str = "right") -> int:
        async with ClientSession(self.producer_url) as client:
            return await posted(client, token)

    async def posting(self, right: int = 1, wrong: int = 0, declined: int = 0) -> None:
        """So many of each again and again, until it is cancelled."""
        async with ClientSession(self.producer_url) as client:
            while True:
                for token, times in (("right", right), ("wrong", wrong)):
                    for _ in range(times):
                        await posted(client, token)
                for _ in range(declined):
                    await posted(client, "right", email_sender="")
                await asyncio.sleep(0.05)


async def posted(client: ClientSession, token: str, **changes: str) -> int:
    async with client.post("/process", json={"data": {**EMAIL, **changes}, "token": token}) as answer:
        await answer.read()
        return answer.status


async def start(
    run_service: Callable[..., Awaitable[Any]], queue_url: str, bucket: str, token_parameter: str
) -> Services:
    shared = {"SQS_QUEUE_URL": queue_url, "PORT": "0"}
    producer = await run_service(
        "producer_svc", TOKEN_PARAM_NAME=token_parameter, TOKEN_TTL_SECONDS="1", DRAIN_SECONDS="0", **shared
    )
    consumer = await run_service(
        "consumer_svc", OUTPUT_BUCKET=bucket, POLL_INTERVAL_SECONDS="0.2", WAIT_TIME_SECONDS="0", **shared
    )
    urls = [f"http://127.0.0.1:{(await each.event('listening'))['port']}" for each in (producer, consumer)]
    for each in (producer, consumer):
        each.draining = asyncio.create_task(_drain(each.process.stdout))
    return Services(producer, consumer, *urls)


async def _drain(pipe: asyncio.StreamReader) -> None:
    """Who writes to a full pipe waits for ever."""
    while await pipe.read(1 << 16):
        pass
