"""How many tasks and hosts a volume takes."""

from dataclasses import dataclass
from math import ceil

from benchmarks.scale.estate import Estate
from benchmarks.scale.figures import Figures

DAY = 86_400


@dataclass(frozen=True)
class Rates:
    """Emails a second that one task takes at most."""

    producer: float
    consumer: float


@dataclass(frozen=True)
class Size:
    producers: int
    consumers: int
    hosts: int


def rates(figures: Figures, estate: Estate) -> Rates:
    """A consumer may also wait for S3 longer than for its CPU."""
    consumer = min(estate.consumer.cores / figures.consumer_cpu, figures.consumer_emails_s)
    return Rates(estate.producer.cores / figures.producer_cpu, consumer)


def size(emails_s: float, rates: Rates, estate: Estate) -> Size:
    """As many as are no busier than scaling wants them, whatever the inventory's maxima."""
    producers = max(estate.producer.minimum, ceil(emails_s / (rates.producer * estate.busy)))
    consumers = max(estate.consumer.minimum, ceil(emails_s / (rates.consumer * estate.busy)))
    return Size(producers, consumers, hosts_for(producers + consumers, estate))


def hosts_for(tasks: int, estate: Estate) -> int:
    """With those that the target capacity keeps spare."""
    needed = ceil((tasks + estate.hosts.other_tasks) / estate.hosts.tasks_each)
    return max(estate.hosts.minimum, ceil(100 * needed / estate.hosts.target_capacity))
