"""An hour of a consumer that has nothing to do."""

import asyncio


async def test_an_idle_hour_costs_a_receive_for_each_interval_and_wait(faults, start, mail):
    email_id = mail.send()
    health = await start(POLL_INTERVAL_SECONDS="60", WAIT_TIME_SECONDS="10")

    await asyncio.sleep(3600)

    assert list(mail.objects()) == [f"emails/{email_id}.json"]
    assert mail.gone()
    assert 3600 / 70 - 2 <= faults.asked["ReceiveMessage"] <= 3600 / 70 + 4
    async with health.get("/ready") as answer:
        assert answer.status == 200
