"""Builds all that a soak needs, lets it run, and balances the books."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.fault_proxy import fault_proxy_ctx
from tests.soak.aws import aws_ctx
from tests.soak.books import Imbalance
from tests.soak.estate import estate_at
from tests.soak.kills import Kills
from tests.soak.plan import Plan
from tests.soak.report import figures
from tests.soak.service import running_ctx
from tests.soak.services import services_of
from tests.soak.soak import Soak


@dataclass
class Balance:
    soak: Soak
    imbalances: Sequence[Imbalance]
    figures: dict[str, Any]


@asynccontextmanager
async def soak_ctx(plan: Plan, folder: Path) -> AsyncIterator[Soak]:
    async with aws_ctx(folder) as url, fault_proxy_ctx(url, kept_calls=0) as proxy:
        estate = estate_at(url, plan.visibility_seconds)
        producers, consumers = services_of(estate, proxy.url, folder)
        kills = Kills(proxy, [*producers, *consumers], plan.chance("kills"))
        yield Soak(plan, estate, proxy, producers, consumers, kills)


async def balance(soak: Soak) -> Balance:
    async with running_ctx([*soak.producers, *soak.consumers]):
        settled = await soak.run()
    books = await soak.books()
    imbalances = list(books.imbalances())
    if not settled:
        imbalances.append(Imbalance("not settled", f"{soak.depth} messages are left on the queue"))
    for service in (*soak.producers, *soak.consumers):
        imbalances += [Imbalance(f"log of {service.log.path.stem}", complaint) for complaint in service.log.complaints]
    kept = books.kept
    return Balance(soak, imbalances, figures(soak, imbalances, len(kept.objects), len(kept.dead_letters)))
