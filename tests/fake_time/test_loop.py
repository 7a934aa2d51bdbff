"""The clock of fake time is one for all that counts in seconds, and moves only when nothing else does."""

import asyncio
import time
from typing import Any

import pytest
from aiohttp import ClientSession, web
from aiohttp.test_utils import TestServer

from tests.fake_time import loop


def now() -> float:
    return asyncio.get_running_loop().time()


async def test_ten_thousand_seconds_pass_in_less_than_half_a_second() -> None:
    begun, real = now(), time.monotonic()

    await asyncio.sleep(10_000)

    assert now() - begun == pytest.approx(10_000)
    assert time.monotonic() - real < 0.5


async def test_a_timeout_a_sleep_and_a_timer_agree_with_the_clock() -> None:
    begun = now()
    rung: list[float] = []
    asyncio.get_running_loop().call_later(7, lambda: rung.append(now() - begun))

    with pytest.raises(TimeoutError):
        async with asyncio.timeout(60):
            await asyncio.sleep(3600)

    assert now() - begun == pytest.approx(60)
    assert rung == [pytest.approx(7)]


async def test_what_sleeps_longer_wakes_later() -> None:
    woken: list[float] = []

    async def sleep(seconds: float) -> None:
        await asyncio.sleep(seconds)
        woken.append(seconds)

    await asyncio.gather(*(sleep(seconds) for seconds in (300, 1, 86_400 * 3, 0.5, 20)))

    assert woken == [0.5, 1, 20, 300, 86_400 * 3]


async def test_requests_within_the_loop_take_no_time() -> None:
    async def echo(request: web.Request) -> web.Response:
        return web.Response(body=await request.read())

    app = web.Application()
    app.router.add_post("/", echo)
    async with TestServer(app, host="127.0.0.1") as server, ClientSession() as client:
        begun = now()
        for _ in range(200):
            async with client.post(server.make_url("/"), data=b"x" * 100_000) as answer:
                assert len(await answer.read()) == 100_000

        assert now() == begun


async def test_the_clock_stands_still_while_a_thread_works() -> None:
    begun = now()

    async with asyncio.timeout(1):
        await asyncio.to_thread(time.sleep, 0.1)

    assert now() == begun


async def test_an_address_is_resolved_in_no_time() -> None:
    begun = now()

    async with asyncio.timeout(1):
        await asyncio.get_running_loop().getaddrinfo("localhost", 80)

    assert now() == begun


async def wait_for_nobody() -> None:
    await asyncio.Event().wait()


async def never_wait() -> None:
    def again() -> None:
        asyncio.get_running_loop().call_soon(again)

    again()
    await wait_for_nobody()


@pytest.mark.parametrize("endless", [never_wait, wait_for_nobody])
def test_a_clock_that_stands_still_for_long_is_a_failure(monkeypatch: pytest.MonkeyPatch, endless: Any) -> None:
    monkeypatch.setattr(loop, "PATIENCE", 0.1)

    with asyncio.Runner(loop_factory=loop.VirtualLoop) as runner, pytest.raises(loop.StandStillError):
        runner.run(endless())
