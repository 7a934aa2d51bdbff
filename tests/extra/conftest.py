from collections.abc import Awaitable, Callable, Iterator
from typing import Any

import pytest

from tests.fault_proxy import FaultProxy

from . import services
from .alerting import Alerting, alerting_ctx
from .services import Services


@pytest.fixture(scope="module")
def alerting(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Alerting]:
    with alerting_ctx(tmp_path_factory.mktemp("alerting")) as running:
        yield running


@pytest.fixture
async def observed(
    alerting: Alerting,
    faults: FaultProxy,
    run_service: Callable[..., Awaitable[Any]],
    queue_url: str,
    bucket: str,
    token_parameter: str,
) -> Services:
    """Both services, scraped; what they ask of AWS goes through the faults."""
    del faults
    started = await services.start(run_service, queue_url, bucket, token_parameter)
    alerting.scrape(started.producer_url, started.consumer_url)
    return started
