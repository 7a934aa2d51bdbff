"""Every expression of the dashboards and rules, asked of a real Prometheus that scrapes both services under load."""

import asyncio
from typing import Any

from ci.observability.alerts import alerts
from ci.observability.rules import RECORDED
from tests.fault_proxy import FaultProxy, refuse
from tests.observability.dashboards import promql

from .alerting import Alerting
from .promql import ask
from .services import Services
from .waiting import until


async def test_every_panel_shows_series(
    observed: Services, alerting: Alerting, faults: FaultProxy, sqs: Any, queue_url: str
) -> None:
    # One email that SQS refuses, and one that is none: some panels show nothing while all is well.
    faults.on("SendMessageBatch", refuse(400, "AccessDenied"), times=1)
    sqs.send_message(QueueUrl=queue_url, MessageBody="poison")
    load = asyncio.create_task(observed.posting(right=5, wrong=1, declined=1))
    missing = {expr for _, expr in promql()} | set(RECORDED)

    async def all_have_been_seen() -> bool:
        missing.difference_update([expr for expr in missing if await ask(alerting.url, expr)])
        return not missing

    try:
        await until(all_have_been_seen, lambda: f"no series: {missing}")
    finally:
        load.cancel()


async def test_every_alert_is_one_that_prometheus_understands(alerting: Alerting) -> None:
    for alert in alerts():
        if alert.prometheus:
            await ask(alerting.url, alert.prometheus["expr"])
