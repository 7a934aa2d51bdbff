"""One image as a release makes it: a real engine and a real registry, and the packages that a release has, no more."""

import json
import os
import re
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from random import randint
from subprocess import CompletedProcess
from time import monotonic, sleep

import pytest

from tests.delivery.registry import Account

from .build import Image
from .registry import real_registry_ctx

VERSION = "1.0.12"
WHEEL = re.compile(r"usr/local/lib/python3\.11/site-packages/([^/]+)-([^/-]+)\.dist-info/METADATA")

Run = Callable[..., "CompletedProcess[str]"]


@dataclass(frozen=True)
class Released:
    run: Run
    account: Account
    digest: str
    reference: str


@pytest.fixture(scope="module")
def released(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, embedded_aws: str
) -> Iterator[Released]:
    folder = tmp_path_factory.mktemp("release")
    checkout = folder / "sluice"
    subprocess.run(["git", "clone", "--quiet", str(request.config.rootpath), str(checkout)], check=True)
    account = Account(embedded_aws, f"{randint(10**11, 10**12 - 1)}")
    with real_registry_ctx(account, folder) as host:
        told = {**account.environment, "REGISTRY": host, "VENV": str(folder / "venv")}

        def run(*command: str) -> "CompletedProcess[str]":
            done = subprocess.run(
                command, cwd=checkout, env=os.environ | told, capture_output=True, text=True, check=False
            )
            assert done.returncode == 0, done.stderr
            return done

        run("ci/environment", "release")
        digest = run("ci/push", "producer", VERSION).stdout.strip()
        yield Released(run, account, digest, f"{host}/sluice/producer@{digest}")


@pytest.fixture(scope="module")
def image(released: Released) -> Iterator[Image]:
    """As an estate pulls it, by its digest."""
    subprocess.run(["docker", "pull", "--quiet", released.reference], check=True, capture_output=True)
    yield Image("producer", VERSION, released.reference, released.reference)
    subprocess.run(["docker", "image", "rm", released.reference], check=True, capture_output=True)


def test_what_an_estate_pulls_by_its_digest_is_what_was_looked_through(released: Released, image: Image) -> None:
    commit = subprocess.check_output(["git", "rev-parse", "HEAD"], text=True).strip()

    until = monotonic() + 60
    while not released.account.images("producer"):  # which the registry tells after it has answered
        assert monotonic() < until
        sleep(0.1)
    assert released.account.images("candidates") == {f"producer-{VERSION}-{commit}": released.digest}
    assert released.account.images("producer") == {VERSION: released.digest}
    assert image.config["Labels"]["org.opencontainers.image.revision"] == commit
    assert image.config["Labels"]["org.opencontainers.image.version"] == VERSION
    ran = [
        "docker",
        "run",
        "--rm",
        "--network=none",
        "--read-only",
        image.id,
        "python",
        "-c",
        "import producer_svc.app",
    ]
    assert subprocess.run(ran, capture_output=True, check=False).returncode == 0


def test_a_repeated_push_finds_the_image_that_is_there(released: Released) -> None:
    assert released.run("ci/push", "producer", VERSION).stdout.strip() == released.digest


def test_the_bill_names_all_that_is_installed_and_no_more(released: Released, image: Image, tmp_path: Path) -> None:
    released.run("ci/sbom", "producer", VERSION, str(tmp_path / "sbom.json"))
    told = json.loads((tmp_path / "sbom.json").read_text())
    named: dict[str, set[tuple[str, str]]] = {kind: set() for kind in ("pypi", "deb", "docker")}
    for each in told["components"]:
        named[each["purl"].removeprefix("pkg:").partition("/")[0]].add((each["name"], each["version"]))
    files = image.files()

    wheels = {(found[1], found[2]) for name in files if (found := WHEEL.fullmatch(name))}
    assert {(_known(name), version) for name, version in named["pypi"]} == {
        (_known(name), version) for name, version in wheels
    }
    status = files["var/lib/dpkg/status"].decode()
    assert len(named["deb"]) == status.count("Status: install ok installed")
    assert "libssl3" in {name for name, _ in named["deb"]}
    assert [name for name, _ in named["docker"]] == ["python"]
    assert told["metadata"]["component"]["hashes"][0]["content"] == released.digest.removeprefix("sha256:")


def _known(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()
