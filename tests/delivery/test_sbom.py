"""`ci/sbom`: what an image is made of, in the words of CycloneDX."""

import json
from pathlib import Path

import pytest
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator

from ci.registry.materials import alpine, base, wheels

from .released_image import Pushing
from .repository import REPOSITORY


@pytest.fixture
def pushed(pushing: Pushing) -> str:
    """The digest of producer 1.0.1, which is locked to two wheels."""
    lock = "aiohttp==3.14.5 \\\n    --hash=sha256:00\n    # via sluice\nuvloop[extra]==0.23.1\n"
    pushing.repository.commit("Lock it", "producer_svc/requirements.txt", lock)
    return pushing.push().stdout.strip()


def test_every_wheel_and_every_package_is_named(pushing: Pushing, pushed: str) -> None:
    done = pushing.run("ci/sbom", "producer", "1.0.1", "sbom.json")

    assert done.returncode == 0, done.stderr
    text = (pushing.repository.root / "sbom.json").read_text()
    assert JsonStrictValidator(SchemaVersion.V1_6).validate_str(text) is None
    told = json.loads(text)
    assert {each["purl"] for each in told["components"]} == {
        "pkg:docker/python@3.11.14-slim",
        "pkg:pypi/aiohttp@3.14.5",
        "pkg:pypi/uvloop@0.23.1",
        "pkg:deb/debian/zlib1g@1:1.2.13.dfsg-1?arch=amd64&distro=debian-12",
    }
    whole = told["metadata"]["component"]
    assert (whole["name"], whole["version"]) == ("producer", "1.0.1")
    assert whole["hashes"] == [{"alg": "SHA-256", "content": pushed.removeprefix("sha256:")}]

    assert pushing.run("ci/sbom", "producer", "1.0.1", "again.json").returncode == 0
    assert (pushing.repository.root / "again.json").read_text() == text


@pytest.mark.usefixtures("pushed")
def test_an_image_of_another_commit_is_not_described(pushing: Pushing) -> None:
    pushing.repository.commit("Change something")

    done = pushing.run("ci/sbom", "producer", "1.0.1", "sbom.json")

    assert done.returncode == 1
    assert done.stderr.startswith("✗ sluice/producer:1.0.1 was built of ")


def test_what_is_not_pushed_is_not_described(pushing: Pushing) -> None:
    assert "there is no 1.0.1 in 127.0.0.1" in pushing.run("ci/sbom", "producer", "1.0.1", "sbom.json").stderr


@pytest.mark.parametrize("service", ["producer", "consumer"])
def test_every_line_of_a_lock_is_read(service: str) -> None:
    lock = Path(REPOSITORY / f"{service}_svc/requirements.txt")
    pins = [line.split()[0] for line in lock.read_text().splitlines() if line[:1].isalnum()]

    assert [f"{each.name}=={each.version}" for each in wheels(lock)] == pins


def test_packages_of_alpine_are_named_too() -> None:
    installed = "C:Q1=\nP:musl\nV:1.2.5-r9\nA:x86_64\nL:MIT\n\nC:Q1=\nP:busybox\nV:1.37.0-r12\nA:x86_64\n"

    assert [str(each.purl) for each in alpine(installed, "3.22.1\n")] == [
        "pkg:apk/alpine/musl@1.2.5-r9?arch=x86_64&distro=alpine-3.22.1",
        "pkg:apk/alpine/busybox@1.37.0-r12?arch=x86_64&distro=alpine-3.22.1",
    ]


def test_every_service_has_a_base() -> None:
    files = (REPOSITORY / "Dockerfile", REPOSITORY / "grafana/Dockerfile")
    services = json.loads((REPOSITORY / "ci/version.json").read_text())
    bases = {service: base(service, files) for service in services}

    assert bases["producer"].name == bases["consumer"].name == "python"
    assert bases["grafana"].name == "grafana"
    assert not [each for each in bases.values() if "$" in (each.version or "$")]
