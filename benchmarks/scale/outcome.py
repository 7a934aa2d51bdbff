"""What became of a burst, in the few numbers that one asks for."""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

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
    fewest_consumers_later: int  # in the second half of the burst


def outcome(burst: Burst, moments: Sequence[Moment]) -> Outcome:
    pairs = list(pairwise(moments))
    later = [moment for moment in moments if (burst.begins + burst.ends) / 2 < moment.second <= burst.ends]
    return Outcome(
        declined=moments[-1].declined,
        declining_minutes=sum(next_.declined > one.declined for one, next_ in pairs),
        most_queued=max(moment.queued for moment in moments),
        longest_wait_minutes=_longest_wait(moments),
        most_producers=max(moment.producers for moment in moments),
        most_consumers=max(moment.consumers for moment in moments),
        most_hosts=max(moment.hosts for moment in moments),
        fewest_consumers_later=min(moment.consumers for moment in later),
    )


def _longest_wait(moments: Sequence[Moment]) -> int:
    """Minutes until what had been accepted by then was archived; half an email is none."""
    archived = [moment.archived for moment in moments]
    accepted = [moment.arrived - moment.declined for moment in moments]
    return max(bisect_left(archived, so_far - 0.5) - minute for minute, so_far in enumerate(accepted))
