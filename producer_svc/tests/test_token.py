"""Which tokens are right, and for how long."""

import asyncio
import time

import pytest

from producer_svc import token as tokens
from tests.fault_proxy import Hold, refuse, reset, truncate


@pytest.fixture
def every_mismatch_reads(monkeypatch):
    monkeypatch.setattr(tokens, "SECONDS_BETWEEN_READS_ON_MISMATCH", 0)


async def status(client, posted, token):
    async with client.post("/process", json=posted | {"token": token}) as answer:
        return answer.status


def rotate(ssm, name, value):
    ssm.put_parameter(Name=name, Value=value, Type="SecureString", Overwrite=True)


async def test_a_rotated_token_works_at_once_and_its_predecessor_for_a_while(client, posted, ssm, token_parameter):
    assert await status(client, posted, "right") == 202

    rotate(ssm, token_parameter, "new")

    assert await status(client, posted, "new") == 202
    assert await status(client, posted, "right") == 202


async def test_a_producer_started_inside_the_overlap_honours_the_predecessor(start, posted, ssm, token_parameter):
    rotate(ssm, token_parameter, "new")

    client = await start()

    assert await status(client, posted, "right") == 202


async def test_after_the_overlap_the_predecessor_is_wrong(start, posted, ssm, token_parameter):
    rotate(ssm, token_parameter, "new")

    client = await start(TOKEN_OVERLAP_SECONDS="0")

    assert await status(client, posted, "right") == 401


async def test_the_overlap_ends_while_the_producer_runs(client, posted, ssm, token_parameter, monkeypatch):
    rotate(ssm, token_parameter, "new")
    assert await status(client, posted, "new") == 202
    assert await status(client, posted, "right") == 202

    monkeypatch.setattr(tokens, "time", lambda: time.time() + 3600)

    assert await status(client, posted, "right") == 401
    assert await status(client, posted, "new") == 202


@pytest.mark.usefixtures("every_mismatch_reads")
async def test_a_revocation_ends_the_present_token_and_its_predecessor(client, posted, ssm, token_parameter):
    rotate(ssm, token_parameter, "new")
    assert await status(client, posted, "new") == 202
    assert await status(client, posted, "right") == 202

    rotate(ssm, token_parameter, "nobody's")
    rotate(ssm, token_parameter, "newest")

    assert await status(client, posted, "newest") == 202
    assert await status(client, posted, "new") == 401
    assert await status(client, posted, "right") == 401


async def test_two_new_versions_revoke_a_leaked_token(client, posted, ssm, token_parameter):
    assert await status(client, posted, "right") == 202

    rotate(ssm, token_parameter, "new")
    rotate(ssm, token_parameter, "newer")

    assert await status(client, posted, "newer") == 202
    assert await status(client, posted, "new") == 202
    assert await status(client, posted, "right") == 401


async def test_a_rotation_ends_the_old_token_without_a_mismatch(start, posted, ssm, token_parameter, eventually):
    client = await start(TOKEN_TTL_SECONDS="1", TOKEN_OVERLAP_SECONDS="0")
    rotate(ssm, token_parameter, "new")

    async def old_token_is_wrong():
        return await status(client, posted, "right") == 401

    await eventually(old_token_is_wrong)


async def test_wrong_tokens_wait_for_the_read_under_way_and_then_for_none(faults, start, posted):
    """SSM is asked once at a time, however many ask us (ion #1138)."""
    client = await start()
    assert await status(client, posted, "right") == 202
    read_before = faults.asked["GetParameter"]
    hold = Hold()
    faults.on("GetParameter", hold)
    wrong = [asyncio.create_task(status(client, posted, f"wrong {n}")) for n in range(20)]
    await hold.arrived.wait()
    assert await status(client, posted, "right") == 202, "nobody else waits"
    assert not any(one.done() for one in wrong)
    hold.release()
    assert set(await asyncio.gather(*wrong)) == {401}

    for n in range(20):
        assert await status(client, posted, f"wrong {n}") == 401
    assert faults.asked["GetParameter"] == read_before + 1


async def test_the_next_read_for_a_wrong_token_comes_in_time(client, posted, ssm, token_parameter, monkeypatch):
    assert await status(client, posted, "right") == 202
    assert await status(client, posted, "wrong") == 401
    rotate(ssm, token_parameter, "new")
    assert await status(client, posted, "new") == 401, "nothing was read a moment after the last wrong token"

    later = time.monotonic() + tokens.SECONDS_BETWEEN_READS_ON_MISMATCH
    monkeypatch.setattr(tokens, "monotonic", lambda: later)

    assert await status(client, posted, "new") == 202


@pytest.mark.parametrize("shown", ["", "r", "righ", "right ", "old", "x" * 100_000, "\0", "r\ud800ght", "ríght"])
async def test_every_wrong_token_is_told_the_same_bytes(client, posted, ssm, token_parameter, shown):
    for value in ("old", "older", "right"):
        rotate(ssm, token_parameter, value)
    answers = []
    for token in ("wrong", shown):
        async with client.post("/process", json=posted | {"token": token}) as answer:
            answers.append((answer.status, await answer.read(), {**answer.headers, "Date": ""}))

    assert answers[0] == answers[1]
    assert answers[0][0] == 401


@pytest.mark.parametrize("fault", [refuse(500), refuse(400, "ThrottlingException"), reset, truncate()])
async def test_the_last_good_token_serves_while_ssm_is_down(faults, start, posted, fault):
    """Also where it only throttles (ion #1138)."""
    client = await start()
    assert await status(client, posted, "right") == 202

    faults.on("ssm", fault)

    assert await status(client, posted, "wrong") == 401
    assert await status(client, posted, "right") == 202


async def test_without_any_token_nobody_is_let_in_until_ssm_is_back(faults, start, posted, eventually):
    faults.on("ssm", refuse(500, "InternalServerError"))
    client = await start()

    assert await status(client, posted, "right") == 503
    async with client.get("/health") as health, client.get("/ready") as ready:
        assert (health.status, ready.status) == (200, 503)
        assert (await ready.json())["checks"] == {"serving": "ok", "token": "failing", "queue": "ok"}

    faults.clear()

    async def right_token_is_right():
        return await status(client, posted, "right") == 202

    await eventually(right_token_is_right)
