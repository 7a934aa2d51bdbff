"""What became of a burst, in the few numbers that one asks for."""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass

from benchmarks.scale.simulation import Burst, Moment


@dataclass(frozen=True)
class Outcome:
    declined: float  # emails; each was told so by a 503, and may come again
    declining_minutes: int
    most_queued: float
    longest_wait_minutes: int  # on the queue, until archived
    most_producers: int
    most_consumers: int
    most_hosts: int
    turns: int  # how often consumers became fewer while the burst lasted


def outcome(burst: Burst, moments: Sequence[Moment]) -> Outcome:
    pairs = list(zip(moments, moments[1:], strict=False))
    during = [(one, next_) for one, next_ in pairs if burst.begins < next_.second <= burst.ends]
    return Outcome(
        declined=moments[-1].declined,
        declining_minutes=sum(next_.declined > one.declined for one, next_ in pairs),
        most_queued=max(moment.queued for moment in moments),
        longest_wait_minutes=_longest_wait(moments),
        most_producers=max(moment.producers for moment in moments),
        most_consumers=max(moment.consumers for moment in moments),
        most_hosts=max(moment.hosts for moment in moments),
        turns=sum(next_.consumers < one.consumers for one, next_ in during),
    )


def _longest_wait(moments: Sequence[Moment]) -> int:
    """Minutes until what had been accepted by then was archived; half an email is none."""
    archived = [moment.archived for moment in moments]
    accepted = [moment.arrived - moment.declined for moment in moments]
    return max(bisect_left(archived, so_far - 0.5) - minute for minute, so_far in enumerate(accepted))
