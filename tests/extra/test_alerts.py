"""Something breaks, and whoever is on call is told: services, Prometheus, Alertmanager and a webhook, all real."""

import asyncio
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import yaml

from ci.observability.alerts import alerts
from tests.fault_proxy import FaultProxy, refuse

from .alerting import RULES, Alerting
from .promql import up
from .services import Services
from .waiting import until

RULES_TEST = Path(__file__).with_name("rules_test.yml")


@contextmanager
def meanwhile(work: Any) -> Iterator[None]:
    task = asyncio.ensure_future(work)
    try:
        yield
    finally:
        task.cancel()


async def is_told(alerting: Alerting, alert: str, **labels: str) -> None:
    async def told() -> bool:
        return alerting.told.of(alert, **labels)

    await until(told, lambda: f"{alert} did not fire, but {alerting.told.labels}")


def test_each_alert_fires_on_what_it_is_for_and_not_before() -> None:
    done = subprocess.run(["promtool", "test", "rules", RULES_TEST], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_each_alert_is_tried_so() -> None:
    tried = yaml.safe_load(RULES_TEST.read_text())["tests"]
    fires = {each["alertname"] for test in tried for each in test["alert_rule_test"] if each["exp_alerts"]}
    assert fires == {alert.title for alert in alerts() if alert.prometheus}


def test_prometheus_takes_the_rules() -> None:
    subprocess.run(["promtool", "check", "rules", RULES], check=True, capture_output=True)


async def test_a_consumer_that_ends_is_missed(observed: Services, alerting: Alerting) -> None:
    instance = urlsplit(observed.consumer_url).netloc
    observed.consumer.process.terminate()
    await is_told(alerting, "TasksMissing", instance=instance)


async def test_poison_is_told_of(observed: Services, alerting: Alerting, sqs: Any, queue_url: str) -> None:
    await scraped(alerting, observed)
    sqs.send_message(QueueUrl=queue_url, MessageBody="poison")
    await is_told(alerting, "MailDead", reason="not_json")


async def test_a_storm_of_wrong_tokens_is_told_of(observed: Services, alerting: Alerting) -> None:
    with meanwhile(observed.posting(right=1, wrong=5)):
        await is_told(alerting, "Declines")


async def test_mail_that_s3_refuses_is_told_of(observed: Services, alerting: Alerting, faults: FaultProxy) -> None:
    faults.on("PutObject", refuse(503, "SlowDown"))
    with meanwhile(observed.posting()):
        await is_told(alerting, "Stalled")


async def test_a_token_that_cannot_be_read_is_told_of(
    observed: Services, alerting: Alerting, faults: FaultProxy
) -> None:
    assert await observed.post() == 202
    faults.on("GetParameter", refuse(500, "InternalServerError"))
    await is_told(alerting, "TokenUnread")
    assert await observed.post() == 202, "the last good one serves"


async def scraped(alerting: Alerting, observed: Services) -> None:
    """Prometheus has seen both, so that it knows what was before."""
    urls = {observed.producer_url, observed.consumer_url}

    async def both() -> bool:
        return urls <= await up(alerting.url)

    await until(both, lambda: f"Prometheus has not scraped {urls}")
