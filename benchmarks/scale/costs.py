"""What a month of so many emails a day costs on AWS, item by item, in USD."""

from benchmarks.mail.email import EMAIL, POSTED
from benchmarks.scale import prices
from benchmarks.scale.batches import Batches
from benchmarks.scale.estate import Estate
from benchmarks.scale.figures import MissingError
from benchmarks.scale.prices import Price
from benchmarks.scale.sizing import Size

HOURS = 730
DAYS = HOURS / 24
GB = 1e9
# Of each email, measured: the answer of the producer, and a line of either service with what CloudWatch adds to each
# event (API Reference, PutLogEvents).
ANSWER_BYTES = 216
LOG_BYTES = 239 + 325 + 2 * 26
# "Reducing the cost of SSE-KMS with Amazon S3 Bucket Keys": by up to 99 percent.
KMS_CALLS = 0.01

Bill = dict[str, float]


def of_each(emails: float, batches: Batches) -> Bill:
    """What grows with each email, but for the hosts and what is kept."""
    return {
        "SQS": emails * batches.requests * prices.SQS_CALL.usd,
        "S3, requests": emails * prices.S3_PUT.usd,
        "KMS, calls": emails * KMS_CALLS * prices.KMS_CALL.usd,
        "logs": emails * LOG_BYTES / GB * prices.LOGS_GB.usd,
        "balancer, capacity": emails * len(POSTED) / GB * prices.LCU.usd,  # clients keep their connections
        "endpoints, bytes": emails * (2 * len(EMAIL) + LOG_BYTES) / GB * prices.ENDPOINT_GB.usd,
        "transfer out": emails * ANSWER_BYTES / GB * prices.OUT_GB.usd,
    }


def month(emails_day: float, size: Size, batches: Batches, estate: Estate) -> Bill:
    """With as much kept as is once the first emails and lines are old enough to go."""
    endpoints = HOURS * estate.endpoints * estate.endpoint_zones
    return {
        "hosts": size.hosts * HOURS * host_hour(estate),
        **of_each(emails_day * DAYS, batches),
        "S3, storage": emails_day * estate.mail_retention_days * len(EMAIL) / GB * prices.S3_GB.usd,
        "logs, kept": emails_day * estate.logs_retention_days * LOG_BYTES / GB * prices.LOGS_KEPT.usd,
        "endpoints": endpoints * prices.ENDPOINT.usd,
        "balancer": HOURS * prices.BALANCER.usd,
        "KMS, keys": estate.keys * prices.KMS_KEY.usd,
    }


def host_hour(estate: Estate) -> float:
    """With its volume."""
    return _host(estate).usd + estate.hosts.volume_gib * prices.VOLUME_GIB.usd / HOURS


def hosts_of_each(core_seconds: float, estate: Estate) -> float:
    """What hosts cost for one email, whose share of them is these seconds of a core, as busy as scaling wants tasks."""
    cores = estate.hosts.tasks_each * estate.producer.cores * estate.busy * estate.hosts.target_capacity / 100
    return core_seconds * host_hour(estate) / 3600 / cores


def _host(estate: Estate) -> Price:
    try:
        return prices.HOSTS[estate.hosts.instance_type]
    except KeyError as unknown:
        raise MissingError(f"benchmarks/scale/prices.py has no price of a {unknown}") from unknown
