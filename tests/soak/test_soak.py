"""A short soak: amid faults and kills no email is lost and none doubled. `make soak` is the long one."""

from pathlib import Path

from tests.soak.plan import Plan
from tests.soak.report import account
from tests.soak.run import balance, soak_ctx

PLAN = Plan(emails=300, kills=8, directs=6, seed=4, settle_seconds=150)


async def test_the_books_balance_after_faults_and_kills(tmp_path: Path) -> None:
    async with soak_ctx(PLAN, tmp_path) as soak:
        found = await balance(soak)

    assert not found.imbalances, "\n".join(account(soak, found.imbalances))
    assert found.figures["emails"] == PLAN.emails
    assert found.figures["dead-letter"] == PLAN.directs / 2
    assert soak.kills.done.total() >= PLAN.kills / 2
    assert len(soak.proxy.injected) >= 8
