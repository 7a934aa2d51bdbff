"""The books as a table for people, and as one object for machines."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from time import monotonic
from typing import Any

from tests.soak.books import Imbalance
from tests.soak.log import mentions
from tests.soak.soak import Soak

SHOWN = 20  # imbalances, each with what the logs say


def progress(soak: Soak) -> str:
    accepted = sum(fate.accepted for fate in soak.fates)
    return (
        f"posted {len(soak.fates):,} of {soak.plan.emails:,} · accepted {accepted:,} · on the queue {soak.depth} · "
        f"faults {sum(_faults(soak).values()):,} · kills {soak.kills.done.total()} · {monotonic() - soak.started:.0f} s"
    )


def figures(soak: Soak, imbalances: Sequence[Imbalance], objects: int, dead_letters: int) -> dict[str, Any]:
    kinds = Counter(one.kind for one in imbalances)
    declined = Counter(fate.answers[-1] for fate in soak.fates if fate.declined)
    logs = [service.log for service in (*soak.producers, *soak.consumers)]
    return {
        "emails": len(soak.fates),
        "accepted": sum(fate.accepted for fate in soak.fates),
        "unknown": sum(fate.unknown for fate in soak.fates),
        **{f"declined with {status}": number for status, number in sorted(declined.items())},
        "posted again": sum(len(fate.answers) - 1 for fate in soak.fates),
        "sent directly": len(soak.directs),
        "archived": objects,
        "dead-letter": dead_letters,
        "duplicates recognised": sum(log.outcomes["duplicate"] for log in logs),
        "calls to AWS": soak.proxy.asked.total(),
        "faults injected": _faults(soak),
        "kills": dict(sorted(soak.kills.done.items())),
        "lost": kinds["lost"],
        "doubled": kinds["doubled"],
        "other imbalances": len(imbalances) - kinds["lost"] - kinds["doubled"],
        "seconds": round(monotonic() - soak.started),
        "seed": soak.plan.seed,
    }


def _faults(soak: Soak) -> dict[str, int]:
    return {name: number for name, number in sorted(soak.proxy.injected.items()) if name != "kill"}


def table(of: Mapping[str, Any]) -> Iterator[str]:
    for name, value in of.items():
        if isinstance(value, dict):
            yield f"  {name:<50}{sum(value.values()):>9,}"
            yield from (f"    {part:<48}{number:>9,}" for part, number in value.items())
        else:
            yield f"  {name:<50}{value if name == 'seed' else format(value, ','):>9}"


def account(soak: Soak, imbalances: Sequence[Imbalance]) -> Iterator[str]:
    """What is wrong, each with all that is known of it."""
    for one in imbalances[:SHOWN]:
        yield f"✗ {one.kind}: {one.what}"
        yield from (f"    {line}" for line in mentions([s.log for s in (*soak.producers, *soak.consumers)], one.ids))
    if len(imbalances) > SHOWN:
        yield f"✗ and {len(imbalances) - SHOWN} more"
