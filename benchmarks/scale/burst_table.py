"""What becomes of bursts, as a table of docs/scale.md."""

from benchmarks.scale.outcome import Outcome
from benchmarks.scale.tables import table


def outcomes(by_name: dict[str, Outcome]) -> str:
    rows = [
        (
            name,
            f"{one.declined:,.0f}",
            one.declining_minutes,
            f"{one.most_queued:,.0f}",
            one.longest_wait_minutes,
            f"{one.most_producers}, {one.most_consumers}, {one.most_hosts}",
            one.fewest_consumers_later,
        )
        for name, one in by_name.items()
    ]
    head = (
        "ten times as much for an hour",
        "declined (503)",
        "minutes of that",
        "most on the queue",
        "minutes there at most",
        "most producers, consumers, hosts",
        "fewest consumers in the second half hour",
    )
    return table(head, rows)
