"""A producer behind its real server, before an embedded AWS."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from typing import Any

import pytest
from aiohttp import ClientSession

from producer_svc.app import create_app
from producer_svc.settings import Settings
from svc_kit.run import listening_ctx
from svc_kit.settings import read

Start = Callable[..., Awaitable[ClientSession]]


@pytest.fixture
def environment(queue_url: str, token_parameter: str) -> dict[str, str]:
    return {"SQS_QUEUE_URL": queue_url, "TOKEN_PARAM_NAME": token_parameter, "PORT": "0", "DRAIN_SECONDS": "0"}


@pytest.fixture
async def start(environment: dict[str, str]) -> AsyncIterator[Start]:
    """Starts a producer with these variables changed; what is returned speaks to it."""
    async with AsyncExitStack() as stack:

        async def serve(**changes: str) -> ClientSession:
            settings = read(Settings, environment | changes)
            port = await stack.enter_async_context(listening_ctx(create_app(settings), settings))
            return await stack.enter_async_context(ClientSession(f"http://127.0.0.1:{port}"))

        yield serve


@pytest.fixture
async def client(start: Start) -> ClientSession:
    return await start()


@pytest.fixture
def data() -> dict[str, Any]:
    return {
        "email_subject": "Happy new year!",
        "email_sender": "John Doe",
        "email_timestream": "1693561101",
        "email_content": "Just want to say... Happy new year!!!",
    }


@pytest.fixture
def posted(data: dict[str, Any]) -> dict[str, Any]:
    return {"data": data, "token": "right"}


@pytest.fixture
def messages(sqs: Any, queue_url: str) -> Callable[[], list[dict[str, Any]]]:
    """What is on the queue."""

    def receive() -> list[dict[str, Any]]:
        answer = sqs.receive_message(QueueUrl=queue_url, MaxNumberOfMessages=10, MessageAttributeNames=["All"])
        return list(answer.get("Messages", []))

    return receive
