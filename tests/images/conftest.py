"""Both images, built once as a release builds them, and containers of them before an embedded AWS."""

import os
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from pip._vendor import certifi

from .build import Image
from .container import Container

VERSION = "1.2.3-test.1+images"
CANARY = "canary-of-a-build-secret"
SERVICES = ("producer", "consumer")
MONITORING = ("grafana", "prometheus", "alertmanager")


@pytest.fixture(scope="session")
def images(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Image]:
    """By service; the certificates that the build was told of bear a mark."""
    bundle = tmp_path_factory.mktemp("ca") / "ca.pem"
    known = Path(os.environ.get("CA_BUNDLE") or os.environ.get("PIP_CERT") or certifi.where())
    bundle.write_text(f"{known.read_text()}\n# {CANARY}\n")
    return build(request.config.rootpath, SERVICES, {"CA_BUNDLE": str(bundle)})


@pytest.fixture(scope="session")
def monitoring_images(request: pytest.FixtureRequest) -> dict[str, Image]:
    """By service; where no registry is reached on stand-ins of their bases, which for Grafana is a shell alone."""
    root = request.config.rootpath
    bases = subprocess.run(["ci/monitoring_bases"], cwd=root, capture_output=True, text=True, check=False)
    assert bases.returncode == 0, bases.stderr
    exported = dict(line.removeprefix("export ").split("=", 1) for line in bases.stdout.splitlines())
    return build(root, MONITORING, exported)


def build(root: Path, services: tuple[str, ...], environment: dict[str, str]) -> dict[str, Image]:
    built = subprocess.run(
        ["ci/build", *services, "--version", VERSION],
        cwd=root,
        env=os.environ | environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert built.returncode == 0, built.stderr
    return {line.split()[0]: Image(*line.split()[:4]) for line in built.stdout.splitlines()}


@pytest.fixture(scope="session")
def files(images: dict[str, Image]) -> dict[str, dict[str, bytes]]:
    """What is in each image."""
    return {service: image.files() for service, image in images.items()}


Run = Callable[[str], Container]


@pytest.fixture
def run(images: dict[str, Image], queue_url: str, bucket: str, token_parameter: str) -> Iterator[Run]:
    """Starts a container of the service; all of one test share a queue and a bucket."""
    started: list[Container] = []
    own = {
        "producer": {"TOKEN_PARAM_NAME": token_parameter, "DRAIN_SECONDS": "1"},
        "consumer": {"OUTPUT_BUCKET": bucket, "POLL_INTERVAL_SECONDS": "0.2", "WAIT_TIME_SECONDS": "1"},
    }

    def start(service: str) -> Container:
        started.append(Container(service, images[service].id, {"SQS_QUEUE_URL": queue_url, **own[service]}))
        return started[-1]

    yield start
    for container in started:
        container.remove()
