"""The targets of all groups: who is registered, who is healthy, whose turn it is."""

import asyncio
from collections import Counter
from typing import Any

import aiohttp

from local_aws import target_health
from local_aws.target_health import Check, TargetHealth

Target = tuple[Check, int]


class Targets:
    """Checks every target on 127.0.0.1 from when it is seen in the API until it is seen there no more."""

    def __init__(self, elbv2: Any, session: aiohttp.ClientSession) -> None:
        self._elbv2 = elbv2
        self._session = session
        self._health: dict[Target, TargetHealth] = {}
        self._watches: dict[Target, asyncio.Task[None]] = {}
        self._turns: Counter[str] = Counter()
        self._rounds: Counter[tuple[str, ...]] = Counter()

    async def refresh(self) -> None:
        registered = await self._registered()
        for target in self._health.keys() - registered:
            self._watches.pop(target).cancel()
            del self._health[target]
        for target in registered - self._health.keys():
            self._health[target] = health = TargetHealth(*target)
            self._watches[target] = asyncio.create_task(health.watch(self._session))

    def next_url(self, groups: tuple[str, ...]) -> str | None:
        """Round robin among groups and among the healthy targets of one, None where that has none."""
        if not groups:  # each has the weight 0
            return None
        group = groups[self._rounds[groups] % len(groups)]
        self._rounds[groups] += 1
        ports = self._healthy(group)
        self._turns[group] += 1
        return f"http://127.0.0.1:{ports[self._turns[group] % len(ports)]}" if ports else None

    def is_healthy(self, group: str, port: int) -> bool:
        return port in self._healthy(group)

    def _healthy(self, group: str) -> list[int]:
        found = ((check, port) for (check, port), health in self._health.items() if health.healthy)
        return [port for check, port in found if check.arn == group]

    async def _registered(self) -> set[Target]:
        groups = (await self._elbv2.describe_target_groups())["TargetGroups"]
        return {
            (target_health.parse(group), each["Target"]["Port"])
            for group in groups
            for each in await self._described(group["TargetGroupArn"])
            if each["Target"]["Id"] == "127.0.0.1"
        }

    async def _described(self, group: str) -> list[dict[str, Any]]:
        answer = await self._elbv2.describe_target_health(TargetGroupArn=group)
        described: list[dict[str, Any]] = answer["TargetHealthDescriptions"]
        return described
