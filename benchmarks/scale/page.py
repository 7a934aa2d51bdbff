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

PLOTTED = Burst(50e6)  # what prod can bear ten times of
BY_BACKLOG = "by backlog alone"


def page(template: str, figures: Figures, estate: Estate) -> tuple[str, str]:
    """The page with its tables, and the picture of the burst."""
    able = rates(figures, estate)
    moments, by_backlog = (simulate(PLOTTED, able, each) for each in (estate, _by_backlog_alone(estate)))
    quiet = Burst(1e6)
    outcomes = {
        "1 million a day": outcome(quiet, simulate(quiet, able, estate)),
        "50 million a day": outcome(PLOTTED, moments),
        f"50 million a day, consumers {BY_BACKLOG}": outcome(PLOTTED, by_backlog),
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
    return filled(template, made), figure_of(moments, by_backlog, BY_BACKLOG)


def filled(template: str, made: Mapping[str, str]) -> str:
    """Each part of what was made stands between `<!-- NAME -->` and `<!-- / -->`, in place of what stood there."""
    for name, text in made.items():
        before, begin, rest = template.partition(f"<!-- {name} -->")
        _, end, after = rest.partition("<!-- / -->")
        if not end:
            raise ValueError(f"docs/scale.md has no place for {name}")
        template = f"{before}{begin}\n{text}\n{end}{after}"
    return template


def _by_backlog_alone(estate: Estate) -> Estate:
    """Consumers that are fewer as soon as they keep up, however busy they are."""
    consumer = estate.consumer
    backlog = tuple(policy for policy in consumer.policies if policy.name == "backlog")
    return replace(estate, consumer=replace(consumer, policies=backlog))
