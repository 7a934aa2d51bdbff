"""Each query of the logs, on lines that the two services have really written."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Any

import pytest
from aiohttp import ClientSession

from tests.fault_proxy import FaultProxy, refuse

from . import insights
from .dashboards import insights as asked

EMAIL = {"email_subject": "a", "email_sender": "b", "email_timestream": "1", "email_content": "c"}
Lines = list[tuple[float, str]]


@pytest.fixture
async def written(
    run_service: Callable[..., Awaitable[Any]],
    queue_url: str,
    bucket: str,
    token_parameter: str,
    sqs: Any,
    faults: FaultProxy,
) -> tuple[str, Lines]:
    """The id of an email that goes its way, and what both services wrote of it, of others and of poison."""
    faults.on("SendMessageBatch", refuse(400, "AccessDenied"), times=1)
    sqs.send_message(QueueUrl=queue_url, MessageBody="poison")
    consumer = await run_service(
        "consumer_svc",
        SQS_QUEUE_URL=queue_url,
        OUTPUT_BUCKET=bucket,
        PORT="0",
        POLL_INTERVAL_SECONDS="0.05",
        WAIT_TIME_SECONDS="0",
    )
    producer = await run_service(
        "producer_svc", SQS_QUEUE_URL=queue_url, TOKEN_PARAM_NAME=token_parameter, PORT="0", DRAIN_SECONDS="0"
    )
    lines = await lines_until(producer, "listening")
    async with ClientSession(f"http://127.0.0.1:{lines[-1]['port']}") as client:
        # The first is not confirmed, the second is, and the others are declined.
        for data, token in [(EMAIL, "right")] * 2 + [(EMAIL, "wrong"), ({**EMAIL, "email_sender": ""}, "right")]:
            async with client.post("/process", json={"data": data, "token": token}) as answer:
                await answer.read()
    lines += await lines_until(consumer, "message archived")
    lines += await lines_until(consumer, "message left")
    lines += await ended(producer) + await ended(consumer)
    (email_id,) = {line["email_id"] for line in lines if line.get("outcome") == "accepted"}
    return email_id, [(datetime.fromisoformat(line["time"]).timestamp(), json.dumps(line)) for line in lines]


async def lines_until(service: Any, event: str) -> list[dict[str, Any]]:
    """All that it writes, the line of that event included."""
    lines: list[dict[str, Any]] = []
    async with asyncio.timeout(60):
        while not lines or lines[-1]["event"] != event:
            lines.append(json.loads(await service.process.stdout.readline()))
    return lines


async def ended(service: Any) -> list[dict[str, Any]]:
    service.process.terminate()
    _, said, _ = await service.end()
    return [json.loads(line) for line in said.splitlines()]


async def test_every_query_finds_what_it_is_for(written: tuple[str, Lines]) -> None:
    email_id, lines = written
    for where, target in asked():
        query = target["expression"].replace("${email_id}", email_id)
        assert insights.run(query, lines), where
