"""When a target counts as healthy: a fast clock, and a target that answers as told."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

import aiohttp
import pytest
from aiohttp import web
from aiohttp.test_utils import RawTestServer

from local_aws.target_health import Check, TargetHealth

Answers = list[int]


@asynccontextmanager
async def watched_ctx(answers: Answers, matcher: str = "200") -> AsyncIterator[Callable[[int], "asyncio.Future[bool]"]]:
    """Yields `after(n)`: whether the target is healthy once n checks have been evaluated."""
    results: list[asyncio.Future[bool]] = [asyncio.get_running_loop().create_future() for _ in range(9)]

    async def handle(_request: web.BaseRequest) -> web.StreamResponse:
        number = next(n for n, result in enumerate(results) if not result.done())
        results[number].set_result(health.healthy)
        return web.Response(status=answers[min(number, len(answers) - 1)])

    async with RawTestServer(handle) as server, aiohttp.ClientSession() as session:
        check = Check("group", "/", 0.001, 1, healthy_after=3, unhealthy_after=2, matcher=matcher)
        health = TargetHealth(check, server.port or 0)
        watch = asyncio.create_task(health.watch(session))
        yield lambda number: results[number]
        watch.cancel()


async def test_a_new_target_is_healthy_after_one_passed_check() -> None:
    async with watched_ctx([200]) as after:
        assert [await after(0), await after(1)] == [False, True]


async def test_a_healthy_target_stays_so_until_the_threshold_of_failed_checks() -> None:
    async with watched_ctx([200, 500, 500]) as after:
        assert [await after(1), await after(2), await after(3)] == [True, True, False]


async def test_an_unhealthy_target_needs_its_threshold_of_passed_checks() -> None:
    async with watched_ctx([200, 500, 500, 200]) as after:
        assert [await after(5), await after(6)] == [False, True]


@pytest.mark.parametrize(
    ("matcher", "status", "passes"),
    [("200", 200, True), ("200", 204, False), ("200-299", 204, True), ("200,301-302", 302, True)],
)
def test_the_matcher_is_a_list_of_codes_and_ranges(matcher: str, status: int, passes: bool) -> None:
    check = Check("group", "/", 1, 1, healthy_after=1, unhealthy_after=1, matcher=matcher)

    assert check.passes(status) is passes
