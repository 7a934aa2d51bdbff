"""A deployment releases what holds, and what does not hold is gone back from and told."""

from collections.abc import Callable, Iterator

import pytest
from ansible_collections.sluice.aws.plugins.module_utils import telling
from ansible_collections.sluice.aws.plugins.module_utils.releases import Release, before

from .conftest import Run
from .kind import Api
from .released_service import ReleasedService
from .stub import Stub, stub_ctx

Meanwhile = Callable[[Callable[[], None]], None]


@pytest.fixture
def service(api: Api) -> ReleasedService:
    return ReleasedService(api)


@pytest.fixture
def meanwhile(monkeypatch: pytest.MonkeyPatch) -> Meanwhile:
    """What happens whenever the module waits, in place of the waiting."""

    def happens(act: Callable[[], None]) -> None:
        monkeypatch.setattr("time.sleep", lambda _seconds: act())

    return happens


@pytest.fixture
def told() -> Iterator[list[str]]:
    lines: list[str] = []
    telling.listeners[:] = [lines.append]
    yield lines
    telling.listeners.clear()


def test_a_plan_names_both_images_and_writes_nothing(run: Run, service: ReleasedService) -> None:
    planned = run("deployment", check=True, version="1.0.2", **service.asked)
    assert planned.fields == {
        "image": [service.image("1.0.1"), service.image("1.0.2")],
        "task_definition": [f"{service.name}:1", "(known after apply)"],
    }
    assert planned.writes == []


def test_a_plan_of_what_runs_but_is_not_released_says_so(run: Run, service: ReleasedService) -> None:
    digests = service.digests
    service.api("ssm").put_parameter(Name=service.parameter, Value=digests["1.0.0"], Type="String", Overwrite=True)
    planned = run("deployment", check=True, version="1.0.1", **service.asked)
    assert planned.fields["released"] == [digests["1.0.0"], digests["1.0.1"]]
    assert planned.writes == []


def test_what_holds_is_released_and_differs_in_its_image_alone(
    run: Run, service: ReleasedService, meanwhile: Meanwhile, told: list[str]
) -> None:
    meanwhile(service.comes_up)
    done = run("deployment", version="1.0.2", who="me", **service.asked)
    assert done.writes == ["RegisterTaskDefinition", "UpdateService", "PutParameter", "PutMetricData"]
    assert (service.runs, service.released) == (service.image("1.0.2"), service.digests["1.0.2"])
    ecs = service.api("ecs")
    old, new = [
        ecs.describe_task_definition(taskDefinition=f"{service.name}:{number}")["taskDefinition"] for number in (1, 2)
    ]
    old["containerDefinitions"][0]["image"] = service.image("1.0.2")
    assert [new[field] for field in ("containerDefinitions", "cpu")] == [
        old[field] for field in ("containerDefinitions", "cpu")
    ]
    assert any("1 of 1 run" in line for line in told)
    newest = run("releases_info", release_parameter=service.parameter).answer["releases"][0]
    assert (newest["version"], newest["outcome"], newest["who"]) == ("1.0.2", "deployed", "me")


def test_what_is_released_and_runs_is_left_alone(run: Run, service: ReleasedService) -> None:
    again = run("deployment", version=service.digests["1.0.1"], **service.asked)
    assert (again.changed, again.writes) == (False, [])


def test_what_ecs_rolls_back_is_never_released(run: Run, service: ReleasedService, meanwhile: Meanwhile) -> None:
    meanwhile(service.fails)
    failed = run("deployment", version="1.0.2", fails=True, **service.asked)
    assert "1.0.2 (sha256:" in failed.answer["msg"]
    assert "tasks failed to start" in failed.answer["msg"]
    assert failed.writes == [
        "RegisterTaskDefinition",
        "UpdateService",
        "PutParameter",
        "PutMetricData",
    ]  # of the failure
    assert (service.runs, service.released) == (service.image("1.0.1"), service.digests["1.0.1"])
    newest = run("releases_info", release_parameter=service.parameter).answer["releases"][0]
    assert (newest["value"], newest["outcome"]) == (service.digests["1.0.2"], "failed")
    assert "tasks failed to start" in newest["reason"]


def test_what_another_deployment_supersedes_is_neither_released_nor_said_to_run_again(
    run: Run, service: ReleasedService, meanwhile: Meanwhile
) -> None:
    def another() -> None:
        service.api("ecs").update_service(cluster="released", service=service.name, forceNewDeployment=True)
        service.comes_up()

    meanwhile(another)
    failed = run("deployment", version="1.0.2", fails=True, **service.asked)
    assert "has taken its place" in failed.answer["msg"]
    assert f"{service.image('1.0.2')} runs, which is not what ran before" in failed.answer["msg"]
    assert service.released == service.digests["1.0.1"]


def test_what_cannot_be_noted_as_released_is_no_success(
    run: Run, service: ReleasedService, meanwhile: Meanwhile
) -> None:
    refused = Stub("AccessDenied", "User x is not authorized to perform: {action}", lambda it: it == "PutParameter", 1)
    with stub_ctx(refused):
        meanwhile(service.comes_up)
        failed = run("deployment", version="1.0.2", fails=True, **service.asked)
    assert "runs and holds, but is not noted as released" in failed.answer["msg"]
    assert "ssm:PutParameter" in failed.answer["msg"]


def test_what_takes_too_long_is_gone_back_from(run: Run, service: ReleasedService) -> None:
    failed = run("deployment", version="1.0.2", wait_seconds=0, fails=True, **service.asked)
    assert "has not come to an end in 0 s" in failed.answer["msg"]
    assert "0 of 1 run" in failed.answer["msg"]
    assert failed.writes.count("UpdateService") == 2
    assert (service.runs, service.released) == (service.image("1.0.1"), service.digests["1.0.1"])


def test_an_alarm_that_fires_afterwards_goes_back_and_one_that_fired_before_does_not(
    run: Run, service: ReleasedService, meanwhile: Meanwhile
) -> None:
    watch = service.api("cloudwatch")
    metric = {"Namespace": "test", "MetricName": "errors", "Statistic": "Sum", "Period": 60, "EvaluationPeriods": 1}
    name = f"{service.name}-errors"
    watch.put_metric_alarm(AlarmName=name, Threshold=1, ComparisonOperator="GreaterThanOrEqualToThreshold", **metric)

    def comes_up_and_fires() -> None:
        service.comes_up()
        watch.set_alarm_state(AlarmName=name, StateValue="ALARM", StateReason="errors")

    meanwhile(comes_up_and_fires)
    failed = run("deployment", version="1.0.2", alarms=[name], fails=True, **service.asked)
    assert f"alarms fire: {name}" in failed.answer["msg"]
    assert (service.runs, service.released) == (service.image("1.0.1"), service.digests["1.0.1"])
    run("deployment", version="1.0.2", alarms=[name], **service.asked)
    assert service.released == service.digests["1.0.2"]


def test_a_rollback_returns_to_the_release_before_and_then_to_the_one_before_that(
    run: Run, service: ReleasedService, meanwhile: Meanwhile
) -> None:
    meanwhile(service.comes_up)
    run("deployment", version="1.0.2", **service.asked)
    for version in ("1.0.1", "1.0.0"):
        run("deployment", rollback=True, **service.asked)
        assert (service.runs, service.released) == (service.image(version), service.digests[version])
    refused = run("deployment", rollback=True, fails=True, **service.asked)
    assert "no earlier release" in refused.answer["msg"]
    assert refused.writes == []


def test_a_first_release_starts_tasks_and_one_that_fails_leaves_none(
    run: Run, service: ReleasedService, meanwhile: Meanwhile
) -> None:
    service.api("ssm").delete_parameter(Name=service.parameter)
    service.api("ecs").update_service(cluster="released", service=service.name, desiredCount=0)
    planned = run("deployment", check=True, version="1.0.2", **service.asked)
    assert planned.fields["desired_count"] == [0, 1]

    def desired() -> int:
        (found,) = service.api("ecs").describe_services(cluster="released", services=[service.name])["services"]
        return int(found["desiredCount"])

    failed = run("deployment", version="1.0.2", wait_seconds=0, fails=True, **service.asked)
    assert "no task" in failed.answer["msg"] or "fails too" in failed.answer["msg"]
    assert desired() == 0
    meanwhile(service.comes_up)
    run("deployment", version="1.0.2", **service.asked)
    assert (desired(), service.released) == (1, service.digests["1.0.2"])


def test_a_version_that_is_not_there_is_answered_with_those_that_are(run: Run, service: ReleasedService) -> None:
    refused = run("deployment", version="9.9.9", fails=True, **service.asked)
    assert f"there is no image 9.9.9 in {service.repository}: the newest are" in refused.answer["msg"]
    assert "1.0.2" in refused.answer["msg"]


def test_nothing_asked_for_is_refused(run: Run, service: ReleasedService) -> None:
    assert "which version" in run("deployment", fails=True, **service.asked).answer["msg"]


@pytest.mark.parametrize(
    ("outcomes", "back"),
    [
        ("", None),
        ("a", None),
        ("a b", "a"),
        ("a b b", "a"),
        ("a b a", "b"),
        ("a b c <b", "a"),
        ("a b c <b d", "b"),
        ("a b c <b <a", None),
        ("<b a", "b"),
    ],
)
def test_what_a_rollback_goes_back_to(outcomes: str, back: str | None) -> None:
    """Each letter is a release, and `<` says that it was a rollback."""
    releases = [
        Release(each.removeprefix("<"), outcome="rolled back" if each.startswith("<") else "deployed")
        for each in outcomes.split()
    ]
    found = before(releases)
    assert (found and found.value) == back
