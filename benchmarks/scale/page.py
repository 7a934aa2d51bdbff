"""docs/scale.md: its text is written by hand, what stands between two markers is not."""

from collections.abc import Mapping
from dataclasses import replace

from benchmarks.scale import bill_tables, tables
from benchmarks.scale.burst_table import outcomes as burst_table
from benchmarks.scale.estate import Estate
from benchmarks.scale.figures import Figures
from benchmarks.scale.outcome import outcome
from benchmarks.scale.plot import figure_of
from benchmarks.scale.simulation import Burst, simulate
from benchmarks.scale.sizing import rates

PLOTTED = Burst(100e6)
BY_CPU_TOO = "by CPU too"


def page(template: str, figures: Figures, estate: Estate) -> tuple[str, str]:
    """The page with its tables, and the picture of the burst."""
    able = rates(figures, estate)
    moments, by_cpu = (simulate(PLOTTED, able, each) for each in (estate, _by_cpu_too(estate)))
    quiet = Burst(1e6)
    outcomes = {
        "1 million a day": outcome(quiet, simulate(quiet, able, estate)),
        "100 million a day": outcome(PLOTTED, moments),
        f"100 million a day, consumers {BY_CPU_TOO}": outcome(PLOTTED, by_cpu),
    }
    made = {
        "about": f"Measured on: {figures.about}.",
        "tasks": tables.tasks(figures, able, estate),
        "sizes": tables.sizes(able, estate),
        "bills": bill_tables.bills(figures, able, estate),
        "batching": bill_tables.batching(figures, able, estate),
        "compared": bill_tables.compared(figures, able, estate),
        "limits": tables.limits(able, estate),
        "outcomes": f"![A burst](scale.svg)\n\n{burst_table(outcomes)}",
        "prices": tables.price_list(),
    }
    return filled(template, made), figure_of(moments, by_cpu, BY_CPU_TOO)


def filled(template: str, made: Mapping[str, str]) -> str:
    """Each part of what was made stands between `<!-- NAME -->` and `<!-- / -->`, in place of what stood there."""
    for name, text in made.items():
        before, begin, rest = template.partition(f"<!-- {name} -->")
        _, end, after = rest.partition("<!-- / -->")
        if not end:
            raise ValueError(f"docs/scale.md has no place for {name}")
        template = f"{before}{begin}\n{text}\n{end}{after}"
    return template


def _by_cpu_too(estate: Estate) -> Estate:
    """Consumers that are fewer only where their CPU allows it too, as that of producers has to."""
    cpu = next(policy for policy in estate.producer.policies if policy.name == "cpu")
    consumer = replace(estate.consumer, policies=tuple(dict.fromkeys((*estate.consumer.policies, cpu))))
    return replace(estate, consumer=consumer)
