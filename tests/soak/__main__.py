"""`python -m tests.soak` posts emails amid faults and kills and balances the books; exit status 1 where they do not."""

import argparse
import asyncio
import json
import random
import shutil
import sys
import tempfile
from pathlib import Path

import uvloop

from tests.soak.plan import Plan
from tests.soak.report import account, progress, table
from tests.soak.run import Balance, balance, soak_ctx
from tests.soak.soak import Soak

EMAILS_A_KILL = 130  # a kill every few seconds
EMAILS_A_DIRECT = 200


def main() -> int:
    parser = argparse.ArgumentParser(prog="ci/soak", description=__doc__)
    parser.add_argument("emails", type=int, nargs="?", default=20_000)
    parser.add_argument("--seed", type=int, default=random.randrange(1_000_000), help="repeats what was drawn")
    parser.add_argument("--json", type=Path, metavar="FILE", help="where to write the figures too")
    asked = parser.parse_args()
    plan = Plan(asked.emails, asked.emails // EMAILS_A_KILL, asked.emails // EMAILS_A_DIRECT, asked.seed)
    folder = Path(tempfile.mkdtemp(prefix="soak-"))
    print(f"{plan.emails:,} emails, {plan.kills} kills, seed {plan.seed}; logs are in {folder}", flush=True)
    try:
        found = uvloop.run(_run(plan, folder))
    except KeyboardInterrupt:
        print("\n✗ interrupted: the books were not balanced", file=sys.stderr)
        return 130
    print("\n", *(f"{line}\n" for line in table(found.figures)), sep="")
    if asked.json:
        asked.json.write_text(json.dumps(found.figures, indent=1) + "\n")
    if found.imbalances:
        print("\n".join(account(found.soak, found.imbalances)), file=sys.stderr)
        return 1
    shutil.rmtree(folder)
    print("The books balance: nothing lost, nothing doubled.")
    return 0


async def _run(plan: Plan, folder: Path) -> Balance:
    async with soak_ctx(plan, folder) as soak:
        telling = asyncio.create_task(_tell(soak))
        try:
            return await balance(soak)
        finally:
            telling.cancel()


async def _tell(soak: Soak) -> None:
    """In place on a terminal, and elsewhere as a line now and then."""
    in_place = sys.stdout.isatty()
    while True:
        await asyncio.sleep(1 if in_place else 10)
        print(f"\r\033[K{progress(soak)}" if in_place else progress(soak), end="" if in_place else "\n", flush=True)


if __name__ == "__main__":
    sys.exit(main())
