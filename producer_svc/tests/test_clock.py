"""A producer whose clock is wrong."""

import pytest
from aiohttp import ClientSession

from tests.fault_proxy import clock_skew


@pytest.mark.parametrize("seconds", [-3600, 3600])
async def test_a_wrong_clock_is_corrected_once_by_the_date_of_the_answers(
    faults, run_service, environment, posted, seconds
):
    faults.on("*", clock_skew(seconds))
    service = await run_service("producer_svc", **environment)
    async with ClientSession(f"http://127.0.0.1:{(await service.event('listening'))['port']}") as client:
        for _ in range(3):
            async with client.post("/process", json=posted) as answer:
                assert answer.status == 202
    service.process.terminate()

    _, logged, _ = await service.end()
    assert logged.count("clock corrected") <= 1
    assert faults.asked["SendMessageBatch"] == 3
