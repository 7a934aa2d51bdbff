"""`make dashboard` shows what the tasks of this machine count, and ends all that it started."""

import re
import signal
from collections.abc import Iterator

import psutil
import pytest

from tests.estate.checkout import Checkout, checkout_ctx

from .promql import up
from .waiting import until


@pytest.fixture(scope="module")
def checkout(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Checkout]:
    with checkout_ctx(tmp_path_factory) as made:
        made.make("demo")
        yield made


async def test_both_tasks_are_scraped_until_it_ends(checkout: Checkout) -> None:
    process = checkout.start("python", "-m", "local_aws.dashboard")
    assert process.stdout
    told = [process.stdout.readline() for _ in range(3)]
    (url,) = re.findall(r"alerts +(http://127\.0\.0\.1:\d+)/alerts", told[1])
    tasks = {task["url"] for task in checkout.state["tasks"]}
    assert len(tasks) == 2

    async def both() -> bool:
        return tasks <= await up(url)

    await until(both, lambda: f"not scraped: {tasks}")
    started = psutil.Process(process.pid).children()
    assert [each.name() for each in started] == ["prometheus"]
    process.send_signal(signal.SIGTERM)
    assert process.wait(60) == 0
    assert not any(each.is_running() for each in started)
