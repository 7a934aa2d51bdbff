"""What is special of scaling: it waits for the first release, and never undoes itself by what an apply does."""

from collections.abc import Iterator
from typing import Any

import pytest

from .conftest import Run
from .kind import Api
from .kinds import kind
from .kinds.scaling import TARGET
from .service_call import CLUSTER, NAME, by_hand
from .service_call import wants as whole_service

RELEASE = "/sluice/unit/release/producer"
ALARM = {
    "name": "scaled-producer-wakes",
    "description": "Mail waits and nobody is there",
    "metrics": [{"id": "visible", "namespace": "AWS/SQS", "metric": "Visible", "watched": True}],
    "threshold": 1,
    "missing_data": "notBreaching",
    "scaling_policies": [{"cluster": "scaled", "service": "producer", "name": "wake"}],
    "tags": {"Service": "producer"},
}


def wants(**changes: Any) -> dict[str, Any]:
    """A scaling, and the alarm that carries out one of its policies; neither before the release."""
    scaling = {**kind("service", "scalings").item, "release_parameter": RELEASE, **changes}
    return {"scalings": [scaling], "alarms": [{**ALARM, "release_parameter": RELEASE}]}


@pytest.fixture
def released(api: Api) -> Iterator[None]:
    api("ssm").put_parameter(Name=RELEASE, Value="sha256:0", Type="String")
    yield
    api("ssm").delete_parameter(Name=RELEASE)


@pytest.fixture(autouse=True)
def absent(run: Run) -> Iterator[None]:
    yield
    run("service", state="absent", **wants())


def desired(api: Api) -> int:
    (service,) = api("ecs").describe_services(cluster="scaled", services=["producer"])["services"]
    return int(service["desiredCount"])


def told(outcome: Any) -> list[str]:
    return [f"{change['action']} {change['kind']}" for change in outcome.answer["changes"]]


def test_nothing_scales_an_unreleased_service(run: Run) -> None:
    assert told(run("service", check=True, **wants())) == []
    assert run("service", **wants()).writes == []


@pytest.mark.usefixtures("released")
def test_a_released_service_is_scaled_and_woken(run: Run, api: Api) -> None:
    planned = run("service", check=True, **wants())
    assert told(planned) == ["create scaling", "create alarm"]
    assert planned.answer["changes"][1]["fields"]["actions"] == [None, ["(known after apply)"]]
    run("service", **wants())
    (alarm,) = api("cloudwatch").describe_alarms(AlarmNames=[ALARM["name"]])["MetricAlarms"]
    policies = api("application-autoscaling").describe_scaling_policies(**TARGET)["ScalingPolicies"]
    assert alarm["AlarmActions"] == [each["PolicyARN"] for each in policies if each["PolicyName"] == "wake"]


def test_a_release_that_is_taken_back_takes_scaling_with_it(run: Run, api: Api) -> None:
    api("ssm").put_parameter(Name=RELEASE, Value="sha256:0", Type="String")
    run("service", **wants())
    api("ssm").delete_parameter(Name=RELEASE)
    assert told(run("service", check=True, **wants())) == ["remove scaling", "remove alarm"]
    assert told(run("service", **wants())) == ["remove scaling", "remove alarm"]


@pytest.mark.usefixtures("released")
def test_an_alarm_follows_a_policy_that_was_lost_and_made_again(run: Run, api: Api) -> None:
    run("service", **wants())
    api("application-autoscaling").delete_scaling_policy(PolicyName="wake", **TARGET)
    planned = run("service", check=True, **wants())
    assert told(planned) == ["change scaling", "change alarm"]
    assert told(run("service", **wants())) == ["change scaling", "change alarm"]
    assert not run("service", **wants()).changed


@pytest.mark.usefixtures("released")
def test_what_scaling_has_set_stays(run: Run, api: Api) -> None:
    run("service", **wants())
    api("ecs").update_service(cluster="scaled", service="producer", desiredCount=3)
    assert run("service", **wants(maximum=5)).changed
    assert desired(api) == 3


def test_a_policy_that_changes_its_type_is_made_anew(run: Run) -> None:
    scaling = kind("service", "scalings").item
    run("service", scalings=[scaling])
    step = {"name": "backlog", "tasks": 2, "cooldown_seconds": 60}
    changed = run("service", scalings=[{**scaling, "target_policies": [], "step_policies": [step]}])
    assert changed.writes == ["DeleteScalingPolicy"] * 3 + ["PutScalingPolicy"]


def test_an_alarm_that_is_no_longer_listed_goes(run: Run) -> None:
    plain = {**ALARM, "scaling_policies": []}
    older, foreign = {**plain, "name": "scaled-producer-older"}, {**plain, "name": "scaled-producer-of-another"}
    run("metric_alarm", alarms=[plain, older])
    run("metric_alarm", alarms=[{**foreign, "tags": {"Service": "another"}}])
    now = {"alarms": [plain], "alarm_prefix": "scaled-producer-"}
    planned = run("metric_alarm", check=True, **now)
    assert [(change["action"], change["name"]) for change in planned.answer["changes"]] == [("remove", older["name"])]
    assert run("metric_alarm", **now).writes == ["DeleteAlarms"]
    assert not run("metric_alarm", **now).changed
    run("metric_alarm", state="absent", alarms=[plain, foreign])


def test_a_replaced_service_has_its_scaling_anew_whether_aws_took_the_old_one_or_not(run: Run, api: Api) -> None:
    """Nothing in Application Auto Scaling's reference says what becomes of it."""
    scaled = {"cluster": CLUSTER, "service": NAME, "minimum": 1, "maximum": 4}
    wake = {"name": "wake", "tasks": 1, "cooldown_seconds": 60}
    policy = {"scaling_policies": [{"cluster": CLUSTER, "service": NAME, "name": "wake"}]}
    alarm = {**ALARM, **policy, "name": "whole-wakes"}
    whole = {**whole_service(), "scalings": [{**scaled, "step_policies": [wake]}], "alarms": [alarm]}
    target = {**TARGET, "ResourceId": f"service/{CLUSTER}/{NAME}"}
    run("service", **whole)
    for taken in (False, True):
        by_hand(api)
        planned = run("service", check=True, **whole)
        if taken:
            api("application-autoscaling").deregister_scalable_target(**target)
        replaced = ["replace service", "replace scaling", "change alarm"]
        assert [told(planned), told(run("service", **whole))] == [replaced, replaced]
        (alarmed,) = api("cloudwatch").describe_alarms(AlarmNames=["whole-wakes"])["MetricAlarms"]
        (found,) = api("application-autoscaling").describe_scaling_policies(**target)["ScalingPolicies"]
        assert alarmed["AlarmActions"] == [found["PolicyARN"]]
        assert not run("service", **whole).changed
    run("service", state="absent", **whole)


def test_what_rolls_a_deployment_back_is_there_before_it(run: Run, api: Api) -> None:
    plain = {field: value for field, value in ALARM.items() if field != "scaling_policies"}
    watched = {**whole_service(alarms=[ALARM["name"]]), "deployment_alarms": [plain], "alarm_prefix": "scaled-"}
    writes = run("service", **watched).writes
    assert writes.index("PutMetricAlarm") < writes.index("CreateService")
    assert not run("service", **watched).changed
    run("service", state="absent", **watched)
    assert api("cloudwatch").describe_alarms(AlarmNames=[ALARM["name"]])["MetricAlarms"] == []


def test_the_only_alarm_that_is_no_longer_listed_goes_too(run: Run) -> None:
    stays = {**ALARM, "scaling_policies": [], "name": "scaled-producer-stays"}
    goes = {**ALARM, "scaling_policies": []}
    run("service", deployment_alarms=[stays], alarms=[goes], alarm_prefix="scaled-producer-")
    assert run("service", deployment_alarms=[stays], alarm_prefix="scaled-producer-").writes == ["DeleteAlarms"]
    run("service", state="absent", deployment_alarms=[stays])
