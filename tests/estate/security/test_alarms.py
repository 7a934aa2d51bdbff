"""CloudWatch controls of AWS Foundational Security Best Practices, and who watches a deployment."""

from typing import Any

import pytest
import yaml
from ansible_collections.sluice.aws.plugins.module_utils.outcomes import FAILED, RELEASED, ROLLED_BACK

from tests.observability.emitted import EMITTED, by_metric_filters

from ..checkout import REPOSITORY
from .policies import Client

A_YEAR = 365
RUNBOOK = REPOSITORY / "docs" / "runbook.md"


@pytest.fixture(scope="module")
def alarms(aws: Client, estate_name: str) -> dict[str, dict[str, Any]]:
    """The estate's own, by the end of their name; those that AWS makes for scaling are AWS's affair."""
    prefix = f"{estate_name}-"
    listed = aws("cloudwatch").describe_alarms(AlarmNamePrefix=prefix)["MetricAlarms"]
    return {alarm["AlarmName"].removeprefix(prefix): alarm for alarm in listed}


def test_cloudwatch_15_every_alarm_tells_the_topic_or_scales(
    alarms: dict[str, dict[str, Any]], account: str, region: str, estate_name: str
) -> None:
    topic = f"arn:aws:sns:{region}:{account}:{estate_name}-alerts"
    others = {name for name, alarm in alarms.items() if alarm["AlarmActions"] != [topic]}
    assert others <= {"consumer-wake"}
    assert all(alarm["AlarmActions"] and alarm["ActionsEnabled"] for alarm in alarms.values())
    assert all(alarm["OKActions"] == [topic] for name, alarm in alarms.items() if name not in others)


def test_there_is_an_alarm_for_each_alert_of_each_service_and_of_mail(alarms: dict[str, dict[str, Any]]) -> None:
    of_all, of_public = (
        {"tasks-missing", "memory", "deployment-failed", "deployment-open"},
        {"errors", "declines", "unhealthy"},
    )
    expected = {f"producer-{each}" for each in of_all | of_public}
    expected |= {"producer-token-unread"}
    expected |= {f"consumer-{each}" for each in of_all | {"stalled"}}
    expected |= {"mail-late", "mail-dead", "mail-piling"}
    assert set(alarms) - {"consumer-wake"} == expected


def test_every_alarm_says_what_it_means_and_leads_to_the_runbook(alarms: dict[str, dict[str, Any]]) -> None:
    sections = {line.removeprefix("## ") for line in RUNBOOK.read_text().splitlines() if line.startswith("## ")}
    for name, alarm in alarms.items():
        means, _, section = alarm["AlarmDescription"].partition(". What to do: docs/runbook.md#")
        assert " " in means, name
        assert section in sections, name


def test_every_alarm_watches_what_aws_emits_of_things_that_are_there(
    aws: Client, estate_name: str, alarms: dict[str, dict[str, Any]]
) -> None:
    there, emitted = things(aws, estate_name), {**EMITTED, estate_name: by_metric_filters()}
    watched = [
        (name, each["MetricStat"])
        for name, alarm in alarms.items()
        for each in alarm["Metrics"]
        if "MetricStat" in each
    ]
    assert watched
    for name, stat in watched:
        metric = stat["Metric"]
        dimensions = {each["Name"]: each["Value"] for each in metric["Dimensions"]}
        assert frozenset(dimensions) in emitted[metric["Namespace"]][metric["MetricName"]], name
        assert all(value in there[key] for key, value in dimensions.items()), name


def things(aws: Client, estate_name: str) -> dict[str, set[str]]:
    """The values that a dimension may have."""
    balancers = aws("elbv2").describe_load_balancers(Names=[estate_name])["LoadBalancers"]
    groups = aws("elbv2").describe_target_groups()["TargetGroups"]
    names = {arn.rsplit("/", 1)[-1] for arn in aws("ecs").list_services(cluster=estate_name)["serviceArns"]}
    return {
        "QueueName": {url.rsplit("/", 1)[-1] for url in aws("sqs").list_queues()["QueueUrls"]},
        "LoadBalancer": {each["LoadBalancerArn"].split(":loadbalancer/")[1] for each in balancers},
        "TargetGroup": {each["TargetGroupArn"].split(":")[-1] for each in groups},
        "Cluster": {estate_name},
        "Service": names,
        "ClusterName": {estate_name},
        "ServiceName": names,
        "Outcome": {RELEASED, ROLLED_BACK, FAILED},
    }


def test_sns_1_the_topic_is_encrypted_by_a_key_that_alarms_may_use(
    aws: Client, estate_name: str, account: str, region: str
) -> None:
    arn = f"arn:aws:sns:{region}:{account}:{estate_name}-alerts"
    key = aws("kms").describe_key(KeyId=f"alias/{estate_name}-alerts")["KeyMetadata"]
    assert key["KeyManager"] == "CUSTOMER"
    assert aws("sns").get_topic_attributes(TopicArn=arn)["Attributes"]["KmsMasterKeyId"] == key["Arn"]


@pytest.mark.parametrize(("kind", "action"), [("topic", "sns:Publish"), ("key", "kms:GenerateDataKey")])
def test_alarms_of_this_estate_alone_may_speak_there(
    policy: Any, account: str, region: str, estate_name: str, kind: str, action: str
) -> None:
    allowed = [
        each
        for each in policy(kind, "alerts")["Statement"]
        if each["Effect"] == "Allow" and each["Principal"] == {"Service": "cloudwatch.amazonaws.com"}
    ]
    (statement,) = allowed
    assert action in statement["Action"]
    assert statement["Condition"] == {
        "StringEquals": {"aws:SourceAccount": account},
        "ArnLike": {"aws:SourceArn": f"arn:aws:cloudwatch:{region}:{account}:alarm:{estate_name}-*"},
    }


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
