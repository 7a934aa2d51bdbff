"""An estate and figures in round numbers, so that what is reckoned of them can be reckoned by hand."""

import pytest

from benchmarks.scale.estate import Estate, Hosts, Policy, Service
from benchmarks.scale.figures import Figures
from benchmarks.scale.sizing import Rates

CPU = Policy("cpu", 60, 60, 300)
REQUESTS = Policy("requests", 60_000, 60, 300)  # a minute: 1,000 a second, half of what a task takes
BACKLOG = Policy("backlog", 60_000, 60, 300)


@pytest.fixture(scope="module")
def estate() -> Estate:
    return Estate(
        producer=Service(2, 10, 0.25, 300e-6, (CPU, REQUESTS)),
        consumer=Service(2, 10, 0.25, 1_000e-6, (BACKLOG, CPU)),
        hosts=Hosts("c6i.large", 3, 24, 2, 80, 30, 3),
        busy=0.6,
        endpoints=10,
        endpoint_zones=3,
        keys=3,
        mail_retention_days=730,
        logs_retention_days=400,
    )


@pytest.fixture(scope="module")
def rates() -> Rates:
    return Rates(producer=2_000, consumer=2_500)


@pytest.fixture(scope="module")
def figures() -> Figures:
    return Figures("by hand", 125e-6, 100e-6, 4_000, 10, 1_250e-6, 2_000e-6)
