"""Which limit is met first as mail grows: of AWS by default, and of our own inventory."""

from collections.abc import Iterator
from typing import NamedTuple

from benchmarks.mail.email import EMAIL
from benchmarks.scale import prices
from benchmarks.scale.costs import KMS_CALLS
from benchmarks.scale.estate import Estate
from benchmarks.scale.sizing import Rates
from consumer_svc.settings import Settings as ConsumerSettings

OURS = "inventory/prod"


class Quota(NamedTuple):
    """`emails_s` is how many emails a second meet it, spread evenly."""

    what: str
    limit: int
    page: str
    emails_s: float


def quotas(rates: Rates, estate: Estate) -> list[Quota]:
    """The one that is met first comes first."""
    return sorted(_quotas(rates, estate), key=lambda quota: quota.emails_s)


def _quotas(rates: Rates, estate: Estate) -> Iterator[Quota]:
    hosts, zones = estate.hosts, estate.endpoint_zones
    producer, consumer = rates.producer * estate.busy, rates.consumer * estate.busy
    tasks_of_each = 1 / producer + 1 / consumer
    hosts_of_each = tasks_of_each / hosts.tasks_each * 100 / hosts.target_capacity
    others = hosts.other_tasks / hosts.tasks_each * 100 / hosts.target_capacity

    def by_hosts(limit: float) -> float:
        return max(0.0, limit - others) / hosts_of_each if limit >= hosts.minimum else 0.0

    most = estate.producer.maximum, estate.consumer.maximum
    yield Quota("tasks of the producer", most[0], OURS, most[0] * producer)
    yield Quota("tasks of the consumer", most[1], OURS, most[1] * consumer)
    yield Quota("hosts", hosts.maximum, OURS, by_hosts(hosts.maximum))
    vcpus = prices.VCPUS[hosts.instance_type]
    yield Quota("vCPUs of a new account", 5, "Amazon EC2 endpoints and quotas (not verified)", by_hosts(5 / vcpus))
    yield Quota("container instances of a cluster", 5000, "Amazon ECS service quotas", by_hosts(5000))
    interfaces = 5000 - hosts.other_tasks - estate.endpoints * zones
    yield Quota(
        "network interfaces of a region",
        5000,
        "Amazon VPC quotas (in lists of 2026 that quote it)",
        interfaces / (tasks_of_each + hosts_of_each),
    )
    yield Quota("targets of a balancer", 1000, "Quotas for your Application Load Balancers", 1000 * producer)
    yield Quota(
        "PUTs a second of one partition of S3",
        3500,
        "Best practices design patterns: optimizing Amazon S3 performance",
        3500,
    )
    yield Quota("calls of KMS a second, in eu-central-1", 20_000, "AWS KMS, Request quotas", 20_000 / KMS_CALLS)
    tasks = 120_000 / ConsumerSettings.concurrency
    yield Quota("messages in flight", 120_000, "Amazon SQS standard queue quotas", tasks * consumer)
    # Of SQS's, whose bytes are counted once in and once out; it grows by itself to ten times as much.
    bits = 8 * 2 * len(EMAIL)
    yield Quota("Gbit/s of an endpoint in each zone", 10, "AWS PrivateLink quotas", 10e9 * zones / bits)
