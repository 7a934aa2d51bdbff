"""What mail costs, what batches are worth, and whether the claim of a tenth holds, as tables of docs/scale.md."""

from collections.abc import Iterable, Sequence

from benchmarks.scale import costs
from benchmarks.scale.batches import ALONE, PEERS, batches
from benchmarks.scale.costs import Bill
from benchmarks.scale.estate import Estate
from benchmarks.scale.figures import Figures
from benchmarks.scale.sizing import DAY, Rates, size
from benchmarks.scale.tables import BILLION, MILLION, VOLUMES, table


def bills(figures: Figures, rates: Rates, estate: Estate) -> str:
    by_volume = []
    for emails in VOLUMES.values():
        needed = size(emails / DAY, rates, estate)
        by_volume.append(costs.month(emails, needed, batches(emails / DAY, needed, figures), estate))
    rows = [(item, *(_usd(bill[item]) for bill in by_volume)) for item in by_volume[-1]]
    rows.append(("**all**", *(f"**{_usd(sum(bill.values()))}**" for bill in by_volume)))
    pairs = zip(by_volume, VOLUMES.values(), strict=True)
    each = [sum(bill.values()) / (emails * costs.DAYS / MILLION) for bill, emails in pairs]
    rows.append(("a million emails", *map(_usd, each)))
    return table(("USD a month", *(f"{name} a day" for name in VOLUMES)), rows)


def batching(figures: Figures, rates: Rates, estate: Estate) -> str:
    rows = []
    for name, emails in VOLUMES.items():
        of_sqs = batches(emails / DAY, size(emails / DAY, rates, estate), figures)
        monthly = [costs.of_each(emails * costs.DAYS, each)["SQS"] for each in (of_sqs, ALONE)]
        each = " / ".join(f"{one:.1f}" for one in of_sqs)
        times = f"1/{monthly[1] / monthly[0]:.1f}"
        rows.append((name, each, f"{of_sqs.requests:.2f}", *map(_usd, monthly), times))
    head = (
        "emails a day",
        "emails a send / receive / delete",
        "calls an email",
        "USD a month",
        "one by one",
        "batched is",
    )
    return table(head, rows)


def compared(figures: Figures, rates: Rates, estate: Estate) -> str:
    """With one send for each request by Flask and one delete for each message, at a billion a day."""
    if figures.flask_cpu is None or figures.loop_cpu is None:
        return (
            "These results do not have Flask + boto3 and the boto3 loop: `make bench` without `--only` measures them."
        )
    of_sqs = batches(BILLION / DAY, size(BILLION / DAY, rates, estate), figures)
    ours = _million(figures.producer_cpu + figures.consumer_cpu, costs.of_each(MILLION, of_sqs), estate)
    theirs = _million(figures.flask_cpu + figures.loop_cpu, costs.of_each(MILLION, PEERS), estate)
    design, whole = ("hosts", "SQS"), tuple(ours)
    rows = [(item, _usd(ours[item]), _usd(theirs[item]), _ratio(ours, theirs, [item])) for item in whole]
    rows += [
        (f"**{name}**", _usd(_sum(ours, items)), _usd(_sum(theirs, items)), f"**{_ratio(ours, theirs, items)}**")
        for name, items in (("hosts and SQS", design), ("all", whole))
    ]
    said = table(("USD for a million emails", "Sluice", "Flask + boto3, boto3 loop", "Sluice costs"), rows)
    put = ours["S3, requests"] / _sum(ours, whole)
    return (
        f"{said}\n\nOf hosts and calls of SQS together, which the design decides, Sluice costs "
        f"{_said(ours, theirs, design)}. Of the whole bill it costs {_said(ours, theirs, whole)}: {put:.0%} of ours is "
        "one PUT for each email, which both pay."
    )


def _said(ours: Bill, theirs: Bill, items: Sequence[str]) -> str:
    holds = _sum(ours, items) <= _sum(theirs, items) / 10
    return f"{_ratio(ours, theirs, items)}, so that a tenth **{'holds' if holds else 'does not hold'}**"


def _million(core_seconds: float, of_each: Bill, estate: Estate) -> Bill:
    return {"hosts": MILLION * costs.hosts_of_each(core_seconds, estate), **of_each}


def _sum(bill: Bill, items: Iterable[str]) -> float:
    return sum(bill[item] for item in items)


def _ratio(ours: Bill, theirs: Bill, items: Sequence[str]) -> str:
    times = _sum(theirs, items) / _sum(ours, items)
    return "the same" if times == 1 else f"1/{times:.1f}"


def _usd(amount: float) -> str:
    return f"{amount:,.0f}" if amount >= 100 else f"{amount:.2f}"
