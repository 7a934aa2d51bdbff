"""Both images at work, hardened as their tasks are, before an embedded AWS."""

import asyncio
import json
import re
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from aiohttp import ClientConnectionError, ClientSession

from .conftest import SERVICES, VERSION, Run
from .hardening import memory_bytes, stop_seconds

Archived = Callable[[], set[str]]
Eventually = Callable[[Callable[[], object]], Awaitable[None]]

DATA = {
    "email_subject": "Happy new year!",
    "email_sender": "John Doe",
    "email_timestream": "1693561101",
    "email_content": "Just want to say... Happy new year!!!",
}
POSTED = {"data": DATA, "token": "right"}


@pytest.fixture
def archived(s3: Any, bucket: str) -> Archived:
    """The ids of the emails in the bucket."""

    def ids() -> set[str]:
        pages = s3.get_paginator("list_objects_v2").paginate(Bucket=bucket)
        return {each["Key"][len("emails/") : -len(".json")] for page in pages for each in page.get("Contents", ())}

    return ids


async def test_a_posted_email_becomes_an_object(
    run: Run, eventually: Eventually, archived: Archived, s3: Any, bucket: str
) -> None:
    producer, consumer = run("producer"), run("consumer")
    await eventually(lambda: producer.healthy and consumer.healthy)

    async with ClientSession() as client:
        async with client.get(f"{producer.url}/health") as health:
            assert await health.json() == {"status": "ok", "version": VERSION}
        async with client.post(f"{producer.url}/process", json=POSTED) as answer:
            assert (answer.status, await answer.json()) == (202, {"status": "accepted"})
            email_id = answer.headers["X-Email-Id"]

    await eventually(archived)
    stored = s3.get_object(Bucket=bucket, Key=f"emails/{email_id}.json")["Body"].read()
    assert json.loads(stored) == DATA


@pytest.mark.parametrize("service", SERVICES)
async def test_a_container_may_do_nothing_but_serve(run: Run, eventually: Eventually, service: str) -> None:
    container = run(service)
    await eventually(lambda: "listening" in container.log)

    rights = container.inside("cat", "/proc/1/status").stdout
    assert re.search(r"^Uid:\s+10001\s+10001\s+10001\s+10001$", rights, re.MULTILINE)
    assert re.search(r"^CapEff:\s+0+$", rights, re.MULTILINE)
    assert re.search(r"^CapBnd:\s+0+$", rights, re.MULTILINE)
    assert re.search(r"^NoNewPrivs:\s+1$", rights, re.MULTILINE)

    refused = container.inside("sh", "-c", "echo > /service/file")
    assert refused.returncode != 0
    assert "Read-only file system" in refused.stderr
    assert container.inside("sh", "-c", "echo > /tmp/file").returncode == 0

    # One of the two, as this kernel keeps control groups.
    limit = "cat /sys/fs/cgroup/memory.max 2>/dev/null || cat /sys/fs/cgroup/memory/memory.limit_in_bytes"
    assert container.inside("sh", "-c", limit).stdout.strip() == str(memory_bytes(service))


async def test_a_stop_under_load_loses_nothing(run: Run, eventually: Eventually, archived: Archived) -> None:
    producer, consumer = run("producer"), run("consumer")
    await eventually(lambda: "listening" in producer.log)
    accepted: set[str] = set()

    async with ClientSession() as client:
        load = [asyncio.create_task(post_until_it_is_gone(client, producer.url, accepted)) for _ in range(4)]
        await eventually(lambda: len(accepted) > 50 and archived())
        consumer_seconds = await asyncio.to_thread(consumer.stop)
        successor = await asyncio.to_thread(run, "consumer")
        producer_seconds = await asyncio.to_thread(producer.stop)
        await asyncio.gather(*load)

    for service, container, seconds in (
        ("producer", producer, producer_seconds),
        ("consumer", consumer, consumer_seconds),
    ):
        assert (container.state["ExitCode"], container.state["OOMKilled"]) == (0, False), container.log
        assert seconds < stop_seconds(service)
    await eventually(lambda: accepted <= archived())
    successor.stop()
    assert successor.state["ExitCode"] == 0


async def post_until_it_is_gone(client: ClientSession, url: str, accepted: set[str]) -> None:
    """One email after the other, while somebody listens."""
    while True:
        try:
            async with client.post(f"{url}/process", json=POSTED) as answer:
                assert answer.status in (202, 503)
                if answer.status == 202:
                    accepted.add(answer.headers["X-Email-Id"])
        except ClientConnectionError:
            return
