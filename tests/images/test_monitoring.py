"""The images of what watches an estate: our files in upstream's, filled in where a container begins."""

import shlex
import subprocess
from collections.abc import Awaitable, Callable, Iterator

import pytest

from .build import Image
from .conftest import MONITORING, VERSION
from .container import described, engine
from .hardening import arguments, command_of, said

Eventually = Callable[[Callable[[], object]], Awaitable[None]]
Start = Callable[[str], str]
SAID = {
    "ESTATE": "sluice-test",
    "AWS_REGION": "eu-west-1",
    "ALERTS_TOPIC_ARN": "arn:aws:sns:eu-west-1:000000000000:sluice-test-alerts",
    "PROMETHEUS_URL": "http://prometheus.sluice-test.internal:9090",
    "ALERTMANAGER_URL": "http://alertmanager.sluice-test.internal:9093",
}


def options(service: str, **variables: str) -> list[str]:
    """As its task is hardened, and with nobody to talk to."""
    return ["--network=none", *arguments(service), *(f"--env={name}={value}" for name, value in variables.items())]


@pytest.fixture
def start(monitoring_images: dict[str, Image]) -> Iterator[Start]:
    started: list[str] = []

    def run(service: str) -> str:
        image = monitoring_images[service].id
        started.append(engine("run", "--detach", "--health-interval=1s", *options(service, **SAID), image))
        return started[-1]

    yield run
    for container in started:
        engine("rm", "--force", "--volumes", container)


# Grafana's own server is not in the stand-in of its base, which Debian has not.
@pytest.mark.parametrize("service", ["prometheus", "alertmanager"])
async def test_a_monitor_becomes_healthy_hardened_as_its_task_is(
    start: Start, eventually: Eventually, service: str
) -> None:
    container = start(service)

    def healthy() -> bool:
        state = described(container)["State"]
        assert state["Running"], engine("logs", container)
        return bool(state["Health"]["Status"] == "healthy")

    await eventually(healthy)


@pytest.mark.parametrize("service", MONITORING)
def test_an_image_is_what_its_task_definition_runs(monitoring_images: dict[str, Image], service: str) -> None:
    config = monitoring_images[service].config
    labels = config["Labels"]

    assert labels["org.opencontainers.image.title"] == service
    assert labels["org.opencontainers.image.version"] == VERSION
    assert config["Cmd"] == command_of(service)
    assert config["User"].split(":")[0] == said(service)["ecs_service_user"]
    assert config["Healthcheck"]["Test"] == ["CMD", *shlex.split(said(service)["ecs_service_health_command"])]


def test_grafana_finds_what_the_estate_is_called(monitoring_images: dict[str, Image]) -> None:
    image = monitoring_images["grafana"].id
    sources = engine(
        "run",
        "--rm",
        *options("grafana", **estate_said()),
        image,
        "cat",
        "/tmp/sluice/provisioning/datasources/datasources.yml",
    )

    assert 'defaultRegion: "eu-west-1"' in sources
    assert "http://prometheus.sluice-test.internal:9090" in sources


def estate_said() -> dict[str, str]:
    """A value for each name that the task definition of Grafana says."""
    names = [each["name"] for each in said("grafana")["ecs_service_environment"]]
    return {name: SAID.get(name, name.lower()) for name in names}


@pytest.mark.parametrize("service", MONITORING)
def test_a_name_that_nothing_says_ends_the_container(monitoring_images: dict[str, Image], service: str) -> None:
    words = ["docker", "run", "--rm", *options(service), monitoring_images[service].id]
    ended = subprocess.run(words, capture_output=True, text=True, check=False)

    assert ended.returncode == 78
    assert "the environment does not say" in ended.stderr
