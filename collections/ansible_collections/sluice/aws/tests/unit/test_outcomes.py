"""What became of a deployment is counted, once and by its name."""

from datetime import UTC, datetime, timedelta

import pytest

from .conftest import Run
from .kind import Api
from .released_service import ReleasedService
from .stub import Stub, stub_ctx


@pytest.fixture
def service(api: Api) -> ReleasedService:
    return ReleasedService(api)


def counted(service: ReleasedService) -> dict[str, float]:
    """By outcome, how many deployments there were; each has a duration."""
    watch, name = service.api("cloudwatch"), {"Name": "Service", "Value": service.name}
    found = watch.list_metrics(Namespace="Sluice/Delivery", Dimensions=[name])["Metrics"]
    now = datetime.now(UTC)
    total: dict[str, float] = {}
    for metric in found:
        dimensions = {each["Name"]: each["Value"] for each in metric["Dimensions"]}
        assert dimensions.keys() == {"Cluster", "Service", "Outcome"}
        (point,) = watch.get_metric_statistics(
            **metric,
            StartTime=now - timedelta(hours=1),
            EndTime=now + timedelta(hours=1),
            Period=7200,
            Statistics=["Sum", "SampleCount"],
        )["Datapoints"]
        if metric["MetricName"] == "Deployments":
            total[dimensions["Outcome"]] = point["Sum"]
        else:
            assert metric["MetricName"] == "DeploymentDuration"
            assert (point["Unit"], point["Sum"] >= 0) == ("Seconds", True)
    assert len(found) == 2 * len(total)
    return total


def test_a_deployment_is_counted_by_what_became_of_it(
    run: Run, service: ReleasedService, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("time.sleep", lambda _seconds: service.fails())
    run("deployment", version="1.0.2", fails=True, **service.asked)
    assert counted(service) == {"rolled back": 1}
    run("deployment", version="1.0.2", wait_seconds=0, fails=True, **service.asked)
    assert counted(service) == {"rolled back": 1, "failed": 1}, "it could not go back either"
    monkeypatch.setattr("time.sleep", lambda _seconds: service.comes_up())
    run("deployment", version="1.0.2", **service.asked)
    assert counted(service) == {"rolled back": 1, "failed": 1, "released": 1}


def test_a_plan_and_what_is_released_already_count_nothing(run: Run, service: ReleasedService) -> None:
    run("deployment", check=True, version="1.0.2", **service.asked)
    run("deployment", version="1.0.1", **service.asked)
    assert counted(service) == {}


def test_a_release_that_cannot_be_counted_is_one(
    run: Run, service: ReleasedService, monkeypatch: pytest.MonkeyPatch
) -> None:
    refused = Stub("AccessDenied", "User x is not authorized to perform: {action}", lambda it: it == "PutMetricData", 1)
    with stub_ctx(refused):
        monkeypatch.setattr("time.sleep", lambda _seconds: service.comes_up())
        run("deployment", version="1.0.2", **service.asked)
    assert refused.refused == ["cloudwatch:PutMetricData"]
    assert service.released == service.digests["1.0.2"]
