"""A burst, step by step: what arrives, is declined, is archived and waits, while the configured policies scale."""

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass

from benchmarks.scale.estate import Estate, Service
from benchmarks.scale.fleet import Fleet, Tasks
from benchmarks.scale.scaler import Scaler
from benchmarks.scale.sizing import DAY, Rates

STEP_SECONDS = 5
METRIC_SECONDS = 60  # of our own choice: CloudWatch tells a minute about one minute after its end


@dataclass(frozen=True)
class Burst:
    """`factor` times as much mail from `begins` to `ends`; seconds from the start."""

    emails_day: float
    factor: float = 10
    begins: int = 600
    ends: int = 4200
    until: int = 9000

    def emails(self, second: int) -> float:
        """In that second."""
        return self.emails_day / DAY * (self.factor if self.begins <= second < self.ends else 1)


@dataclass(frozen=True)
class Moment:
    """At the end of a minute; emails are counted from the start, tasks and hosts are those that run."""

    second: int
    arrived: float
    declined: float
    archived: float
    queued: float
    producers: int
    consumers: int
    hosts: int


class Half:
    """One service: its tasks, its policies, and what CloudWatch is told of each of its minutes."""

    def __init__(self, service: Service, rate: float) -> None:
        self.tasks = Tasks(service.minimum)
        self._rate = rate
        self._scaler = Scaler(service)
        self._requests = self._busy = 0.0
        self._told: deque[tuple[float, dict[str, float]]] = deque()

    def take(self, offered: float) -> float:
        """What of it the CPU of one step is enough for."""
        able = self.tasks.running * self._rate * STEP_SECONDS
        taken = min(offered, able)
        self._requests += offered / self.tasks.running
        self._busy += STEP_SECONDS * taken / able
        return taken

    def minute(self, now: float, queued: float) -> None:
        metrics = {"requests": self._requests, "cpu": 100 * self._busy / 60, "backlog": queued / self.tasks.running}
        self._told.append((now + METRIC_SECONDS, metrics))
        self._requests = self._busy = 0.0

    def scale(self, now: float) -> None:
        while self._told and self._told[0][0] <= now:
            _, metrics = self._told.popleft()
            self.tasks.desired = self._scaler.desired(now, self.tasks.desired, self.tasks.running, metrics)


def simulate(burst: Burst, rates: Rates, estate: Estate) -> list[Moment]:
    return list(_moments(burst, rates, estate))


def _moments(burst: Burst, rates: Rates, estate: Estate) -> Iterator[Moment]:
    producer, consumer = Half(estate.producer, rates.producer), Half(estate.consumer, rates.consumer)
    fleet = Fleet(estate.hosts, [producer.tasks, consumer.tasks])
    arrived = declined = archived = queued = 0.0
    for second in range(0, burst.until, STEP_SECONDS):
        fleet.pass_to(second)
        arriving = burst.emails(second) * STEP_SECONDS
        accepted = producer.take(arriving)
        kept = consumer.take(queued + accepted)
        arrived += arriving
        declined += arriving - accepted
        archived += kept
        queued += accepted - kept
        now = second + STEP_SECONDS
        if now % 60:
            continue
        for half in (producer, consumer):
            half.minute(now, queued)
            half.scale(now)
        fleet.minute(now)
        running = producer.tasks.running, consumer.tasks.running, fleet.running
        yield Moment(now, arrived, declined, archived, queued, *running)
