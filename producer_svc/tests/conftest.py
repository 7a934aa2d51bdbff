"""A producer behind its real server, before an embedded AWS."""

import asyncio
import json
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


@pytest.fixture
def post(posted):
    """Posts an email of that text; returns what it is told."""

    async def send(client, text):
        mail = {**posted, "data": {**posted["data"], "email_content": text}}
        async with client.post("/process", json=mail) as answer:
            return answer.status, await answer.json()

    return send


@pytest.fixture
def pending(eventually):
    """Waits until so many emails are pending."""

    async def reach(client, number):
        async def reached():
            async with client.get("/metrics") as metrics:
                return f"sluice_pending_emails {number}.0" in await metrics.text()

        await eventually(reached)

    return reach


@pytest.fixture
def together(post, faults, pending):
    """Posts these while a first send is out, so that they share a batch; returns what they are told, in order."""

    async def send(client, texts, sends):
        faults.on("SendMessageBatch", sends)
        first = asyncio.create_task(post(client, "first"))
        await sends.first_is_out.wait()
        others = [asyncio.create_task(post(client, text)) for text in texts]
        await pending(client, len(texts) + 1)
        sends.released.set()
        assert (await first)[0] == 202
        return await asyncio.gather(*others)

    return send


@pytest.fixture
def on_the_queue(messages):
    """The texts of all emails on the queue, in order."""

    def contents():
        found = []
        while batch := messages():
            found += [json.loads(message["Body"])["email_content"] for message in batch]
        return sorted(found)

    return contents
