"""How AWS carries target tracking out: alarms on a metric's minutes, and between two changes a pause.

No page of AWS promises how many minutes its alarms look at: those that it makes show three above the target for more,
and fifteen below nine tenths of it for fewer.
"""

from collections import deque
from collections.abc import Iterable, Mapping
from math import ceil

from benchmarks.scale.estate import Policy, Service

MINUTES_OUT, MINUTES_IN = 3, 15
LOW = 0.9


class Tracker:
    """One policy and the minutes that its two alarms have seen."""

    def __init__(self, policy: Policy) -> None:
        self.policy = policy
        self._minutes: deque[float] = deque(maxlen=MINUTES_IN)

    def see(self, value: float) -> None:
        self._minutes.append(value)

    def wants_more(self) -> bool:
        newest = list(self._minutes)[-MINUTES_OUT:]
        return len(newest) == MINUTES_OUT and min(newest) > self.policy.target

    def wants_fewer(self) -> bool:
        return len(self._minutes) == MINUTES_IN and max(self._minutes) < LOW * self.policy.target

    def right(self, running: int) -> int:
        """So many tasks that the metric, which falls as they grow, is at its target; rounded up both ways."""
        return ceil(running * self._minutes[-1] / self.policy.target)


class Scaler:
    """All policies of a service: the one that wants most has it, and fewer there are only where all want fewer."""

    def __init__(self, service: Service) -> None:
        self._service = service
        self._trackers = [Tracker(policy) for policy in service.policies]
        self._changed = float("-inf")

    def desired(self, now: float, desired: int, running: int, metrics: Mapping[str, float]) -> int:
        """How many tasks there are to be after one more minute of each policy's metric."""
        for tracker in self._trackers:
            tracker.see(metrics[tracker.policy.name])
        more = [each for each in self._trackers if each.wants_more()]
        if more:
            wanted = max(desired, *_right(more, running))
            pause = min(each.policy.scale_out_cooldown_seconds for each in more)
        elif all(each.wants_fewer() for each in self._trackers):
            wanted = min(desired, max(_right(self._trackers, running)))
            pause = max(each.policy.scale_in_cooldown_seconds for each in self._trackers)
        else:
            return desired
        wanted = min(max(wanted, self._service.minimum), self._service.maximum)
        if wanted == desired or now - self._changed < pause:
            return desired
        self._changed = now
        return wanted


def _right(trackers: Iterable[Tracker], running: int) -> list[int]:
    return [each.right(running) for each in trackers]
