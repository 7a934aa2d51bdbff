"""CloudWatch controls of AWS Foundational Security Best Practices, and who watches a deployment."""

from typing import Any

import pytest
import yaml

from ..checkout import REPOSITORY
from .policies import Client

A_YEAR = 365
# ECS reads these while it deploys; a topic that people read comes with the observability (README, exceptions).
WITHOUT_ACTION = {"producer-errors", "consumer-stalled"}


@pytest.fixture(scope="module")
def alarms(aws: Client, estate_name: str) -> dict[str, dict[str, Any]]:
    """The estate's own, by the end of their name; those that AWS makes for scaling are AWS's affair."""
    prefix = f"{estate_name}-"
    listed = aws("cloudwatch").describe_alarms(AlarmNamePrefix=prefix)["MetricAlarms"]
    return {alarm["AlarmName"].removeprefix(prefix): alarm for alarm in listed}


def test_cloudwatch_15_every_alarm_has_an_action_or_a_reason(alarms: dict[str, dict[str, Any]]) -> None:
    assert {name for name, alarm in alarms.items() if not alarm["AlarmActions"]} == WITHOUT_ACTION
    assert all(alarm["ActionsEnabled"] for alarm in alarms.values())


def test_cloudwatch_16_logs_are_kept_for_a_time_that_somebody_chose(aws: Client, estate_name: str) -> None:
    groups = aws("logs").describe_log_groups()["logGroups"]
    ours = [group for group in groups if estate_name in group["logGroupName"]]
    assert len(ours) >= 3
    assert all(group.get("retentionInDays") for group in ours)
    prod = REPOSITORY / "inventory" / "prod" / "group_vars" / "all" / "retention.yml"
    assert yaml.safe_load(prod.read_text())["logs_retention_days"] >= A_YEAR


def test_missing_data_means_what_somebody_chose(alarms: dict[str, dict[str, Any]]) -> None:
    # Where nobody sends mail there is no data of it, and all is well.
    assert {alarm["TreatMissingData"] for alarm in alarms.values()} == {"notBreaching"}


def test_every_deployment_is_watched_and_rolled_back(
    aws: Client, estate_name: str, alarms: dict[str, dict[str, Any]]
) -> None:
    arns = aws("ecs").list_services(cluster=estate_name)["serviceArns"]
    services = aws("ecs").describe_services(cluster=estate_name, services=arns)["services"]
    assert {service["serviceName"] for service in services} == {"producer", "consumer"}
    for service in services:
        watching = service["deploymentConfiguration"]["alarms"]
        assert watching["enable"], service["serviceName"]
        assert watching["rollback"], service["serviceName"]
        names = [name.removeprefix(f"{estate_name}-") for name in watching["alarmNames"]]
        assert names, service["serviceName"]
        assert alarms.keys() >= set(names)
