"""The page of the document, as somebody meets it who opens it in a browser."""

import json
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest

from .browser import tab_ctx

PROCESS = "[id^=operations-][id$=-process]"


@pytest.fixture
def keep_picture(request: pytest.FixtureRequest) -> Callable[[bytes], int]:
    """Keeps it in .local/docs-page.png, for docs/docs-page.png to be replaced by it."""
    folder = request.config.rootpath / ".local"
    folder.mkdir(exist_ok=True)
    return (folder / "docs-page.png").write_bytes


@pytest.fixture
async def origin(run_service: Callable[..., Awaitable[Any]], queue_url: str, token_parameter: str) -> str:
    """Where a producer listens that runs as a process of its own."""
    producer = await run_service(
        "producer_svc", SQS_QUEUE_URL=queue_url, TOKEN_PARAM_NAME=token_parameter, PORT="0", DRAIN_SECONDS="0"
    )
    return f"http://127.0.0.1:{(await producer.event('listening'))['port']}"


async def test_a_request_that_is_sent_from_the_page_is_accepted(
    origin: str, sqs: Any, queue_url: str, tmp_path: Path, keep_picture: Callable[[bytes], int]
) -> None:
    async with tab_ctx(tmp_path / "profile") as tab:
        await tab.open(f"{origin}/docs")
        assert "POST" in await tab.appears(f"{PROCESS} .opblock-summary")
        await tab.click(f"{PROCESS} .opblock-summary-control")
        await tab.click(f"{PROCESS} .try-out__btn")
        await tab.appears(f"{PROCESS} textarea.body-param__text")
        example = json.loads(await tab.evaluate("document.querySelector('textarea.body-param__text').value"))
        posted = example | {"token": "right"}
        await tab.write(f"{PROCESS} textarea.body-param__text", json.dumps(posted, indent=2))
        await tab.click(f"{PROCESS} button.execute")
        assert "202" in await tab.appears(f"{PROCESS} .live-responses-table tbody .response-col_status")
        assert '"accepted"' in await tab.appears(f"{PROCESS} .live-responses-table tbody .response-col_description")
        keep_picture(await tab.picture(f"{PROCESS} .live-responses-table"))

        assert tab.complaints == []
        assert f"{origin}/process" in tab.requested
        assert [url for url in tab.requested if not url.startswith((f"{origin}/", "data:"))] == []

    [message] = sqs.receive_message(QueueUrl=queue_url)["Messages"]
    assert json.loads(message["Body"]) == example["data"]
