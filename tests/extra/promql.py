"""Asks a Prometheus."""

from typing import Any

from aiohttp import ClientSession


async def ask(url: str, expression: str) -> list[dict[str, Any]]:
    """The series that it answers; an expression that it does not understand fails."""
    async with ClientSession(url) as client, client.get("/api/v1/query", params={"query": expression}) as answer:
        said = await answer.json()
    assert said["status"] == "success", f"{expression}: {said}"
    return list(said["data"]["result"])


async def up(url: str) -> set[str]:
    """The URLs of the tasks that it has scraped."""
    return {f"http://{each['metric']['instance']}" for each in await ask(url, "up == 1")}
