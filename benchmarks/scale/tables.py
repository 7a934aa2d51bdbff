"""What mail needs, which limits it meets and at what prices, as tables of docs/scale.md."""

from collections.abc import Iterable, Sequence

from benchmarks.scale import prices
from benchmarks.scale.estate import Estate, Service
from benchmarks.scale.figures import Figures
from benchmarks.scale.quotas import quotas
from benchmarks.scale.sizing import DAY, Rates, size

MILLION, BILLION = 1e6, 1e9
VOLUMES = {"1 million": MILLION, "1 billion": BILLION}
PEAK = 10


def table(head: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(map(str, line))} |" for line in lines)


def tasks(figures: Figures, rates: Rates, estate: Estate) -> str:
    halves = (
        ("producer", figures.producer_cpu, rates.producer, estate.producer),
        ("consumer", figures.consumer_cpu, rates.consumer, estate.consumer),
    )
    return table(
        (
            "",
            "CPU of an email",
            "of a core, a task has",
            "emails/s at most",
            f"at {estate.busy:.0%}",
            "inventory takes it for",
            "and holds",
        ),
        [
            (
                name,
                _us(cpu),
                service.cores,
                f"{rate:,.0f}",
                f"{rate * estate.busy:,.0f}",
                _us(service.email_cpu),
                _targets(service),
            )
            for name, cpu, rate, service in halves
        ],
    )


def _us(seconds: float) -> str:
    return f"{seconds * 1e6:.0f} µs"


def _targets(service: Service) -> str:
    return ", ".join(f"{policy.name} {policy.target:,.0f}" for policy in service.policies)


def sizes(rates: Rates, estate: Estate) -> str:
    rows = []
    for name, emails in VOLUMES.items():
        for how, factor in (("evenly", 1), (f"at {PEAK} times the mean", PEAK)):
            needed = size(emails / DAY * factor, rates, estate)
            most = (estate.producer.maximum, estate.consumer.maximum, estate.hosts.maximum)
            enough = all(one <= limit for one, limit in zip(vars(needed).values(), most, strict=True))
            rows.append(
                (
                    f"{name}, {how}",
                    f"{emails / DAY * factor:,.0f}",
                    needed.producers,
                    needed.consumers,
                    needed.hosts,
                    "yes" if enough else "**no**",
                )
            )
    said = table(("emails a day", "a second", "producers", "consumers", "hosts", "within prod's maxima"), rows)
    return f"{said}\n\n{_idle(rates, estate)}"


def _idle(rates: Rates, estate: Estate) -> str:
    """How much of a host its tasks can use, and what a whole core for each would spare."""
    each, cores, kind = estate.hosts.tasks_each, estate.producer.cores, estate.hosts.instance_type
    whole = Rates(rates.producer / cores, rates.consumer / estate.consumer.cores)
    peak = size(BILLION / DAY * PEAK, whole, estate)
    return (
        f"The {each} tasks that a {kind} has network interfaces for use {each * cores / prices.VCPUS[kind]:.0%} of its "
        f"CPU at most. With a whole core for each, the last row would be {peak.producers}, {peak.consumers} and "
        f"{peak.hosts}."
    )


def limits(rates: Rates, estate: Estate) -> str:
    def at(emails_s: float) -> str:
        return f"{emails_s * DAY / MILLION:,.0f} million" if emails_s else "met by the fewest hosts"

    rows = [
        (quota.what, f"{quota.limit:,}", quota.page, at(quota.emails_s), at(quota.emails_s / PEAK))
        for quota in quotas(rates, estate)
    ]
    return table(
        ("limit", "", "where it stands", "emails a day that meet it, evenly", f"at {PEAK} times the mean"), rows
    )


def price_list() -> str:
    rows = [
        (what, f"{one.amount:g}", f"{one.per:,} {one.unit}" if one.per > 1 else one.unit, one.page, one.seen)
        for what, one in prices.ALL.items()
    ]
    return table(("", "USD", "for each", "AWS's page", "seen in 2026-11 in"), rows)
