"""A deadline ends what takes longer, and nothing else."""

import asyncio

import pytest

from svc_kit.within import Within


async def test_what_takes_longer_is_ended() -> None:
    with pytest.raises(TimeoutError), Within(0.01):
        await asyncio.Event().wait()

    task = asyncio.current_task()
    assert task
    assert not task.cancelling(), "it goes on"


async def test_what_ends_in_time_is_let_alone_and_later_too() -> None:
    with Within(0.01):
        await asyncio.sleep(0)

    await asyncio.sleep(0.05)


async def test_another_error_is_not_hidden() -> None:
    with pytest.raises(KeyError), Within(10):
        raise KeyError


async def test_the_inner_of_two_deadlines_leaves_the_outer_alone() -> None:
    with Within(10):
        with pytest.raises(TimeoutError), Within(0.01):
            await asyncio.Event().wait()
        await asyncio.sleep(0)


async def test_a_task_that_somebody_else_cancels_stays_cancelled() -> None:
    begun = asyncio.Event()

    async def work() -> None:
        with Within(0):
            begun.set()
            await asyncio.Event().wait()

    task = asyncio.create_task(work())
    await begun.wait()
    task.cancel()

    with pytest.raises(asyncio.CancelledError):
        await task
