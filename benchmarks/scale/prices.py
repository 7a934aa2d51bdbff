"""What AWS charges, in USD in us-east-1, as docs/network.md has it, and where each price is from.

AWS's own pages show most prices to a browser alone, so that they were looked up in 2026-11 in what quotes them.
"""

from typing import NamedTuple

UNSEEN = "not verified"


class Price(NamedTuple):
    """`amount` is for `per` of `unit`."""

    amount: float
    per: int
    unit: str
    page: str
    seen: str

    @property
    def usd(self) -> float:
        """Of one."""
        return self.amount / self.per


# The first tier of each, so that a large bill is told too high rather than too low.
HOSTS = {
    "c6i.large": Price(
        0.085, 1, "hour", "Amazon EC2 On-Demand Pricing", "half of a c6i.xlarge in AWS's list of 2026-09"
    ),
}
VCPUS = {"c6i.large": 2}
VOLUME_GIB = Price(0.08, 1, "GiB of gp3 and month", "Amazon EBS pricing", UNSEEN)
SQS_CALL = Price(0.40, 1_000_000, "calls, or 64 KiB of one", "Amazon SQS pricing", "tables of 2026-03 and 2026-06")
S3_PUT = Price(0.005, 1000, "PUTs", "Amazon S3 pricing", "AWS's price list of 2026-09-28")
S3_GB = Price(0.023, 1, "GB and month, the first 50 TB", "Amazon S3 pricing", "tables of 2026")
KMS_KEY = Price(1.0, 1, "key and month", "AWS KMS pricing", "tables of 2026-03 and 2026-06")
KMS_CALL = Price(0.03, 10_000, "calls", "AWS KMS pricing", "tables of 2026-03 and 2026-06")
ENDPOINT = Price(0.01, 1, "interface endpoint, zone and hour", "AWS PrivateLink pricing", "a table of 2026-05")
ENDPOINT_GB = Price(0.01, 1, "GB through it, the first PB", "AWS PrivateLink pricing", "a copy of the page")
BALANCER = Price(0.0225, 1, "hour", "Elastic Load Balancing pricing", "a table of 2026-05")
LCU = Price(
    0.008, 1, "LCU and hour: 1 GB, or 25 new connections/s", "Elastic Load Balancing pricing", "a table of 2026-05"
)
LOGS_GB = Price(0.50, 1, "GB taken in", "Amazon CloudWatch pricing", "a table of 2026-06")
LOGS_KEPT = Price(0.03, 1, "GB and month", "Amazon CloudWatch pricing", "a table of 2026-06")
OUT_GB = Price(0.09, 1, "GB to the internet, the first 10 TB", "Amazon EC2 On-Demand Pricing", "tables of 2026")

ALL = {
    "c6i.large": HOSTS["c6i.large"],
    "its volume": VOLUME_GIB,
    "SQS": SQS_CALL,
    "S3, requests": S3_PUT,
    "S3, storage": S3_GB,
    "KMS, keys": KMS_KEY,
    "KMS, calls": KMS_CALL,
    "endpoints": ENDPOINT,
    "endpoints, bytes": ENDPOINT_GB,
    "balancer": BALANCER,
    "balancer, capacity": LCU,
    "logs": LOGS_GB,
    "logs, kept": LOGS_KEPT,
    "transfer out": OUT_GB,
}
