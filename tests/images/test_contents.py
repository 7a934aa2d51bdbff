"""What an image says of itself, and what is in it and not."""

import re
import subprocess
from itertools import pairwise

import pytest

from local_aws.images import build

from .build import Image
from .conftest import CANARY, SERVICES, VERSION
from .hardening import command_of

Images = dict[str, Image]
Files = dict[str, dict[str, bytes]]

INSTALLS = {"pip", "pip3", "ensurepip", "setuptools", "apt", "apt-get", "perl"}
COMPILES = {"gcc", "cc", "g++", "make", "ld"}
PLACES = {"bin", "sbin", "python3.11", "site-packages"}


@pytest.mark.parametrize("service", SERVICES)
def test_an_image_is_small(images: Images, service: str) -> None:
    assert images[service].size < 150_000_000


@pytest.mark.parametrize("service", SERVICES)
def test_an_image_says_what_it_is(images: Images, service: str) -> None:
    config = images[service].config
    prefix = "org.opencontainers.image."
    labels = {name.removeprefix(prefix): value for name, value in config["Labels"].items() if name.startswith(prefix)}
    commit, when = subprocess.check_output(["git", "show", "--no-patch", "--format=%H %cI"], text=True).split()

    assert (labels["title"], labels["version"]) == (service, VERSION)
    assert labels["revision"].removesuffix("-dirty") == commit
    assert labels["created"] == when
    assert "@" not in labels["source"], "the address of the repository bears no credentials"
    assert config["Cmd"] == command_of(service), "as its task definition would have it"
    assert config["User"].startswith("10001")
    assert "HOST=0.0.0.0" in config["Env"]
    assert "svc_kit.probe" in config["Healthcheck"]["Test"][-1]


@pytest.mark.parametrize("service", SERVICES)
def test_an_image_holds_nothing_that_installs_compiles_or_tests(files: Files, service: str) -> None:
    paths = [name.split("/") for name in files[service]]
    there = {name for path in paths for place, name in pairwise(path) if place in PLACES}
    assert {"python3", "sh", "asyncio", "aiohttp"} <= there, "what is looked through is what an image has"
    assert not there & (INSTALLS | COMPILES)
    assert not [name for name in files[service] if re.search("conftest|^service/.*test", name)]


@pytest.mark.parametrize("service", SERVICES)
def test_the_certificates_of_a_proxy_stay_in_the_build(files: Files, service: str) -> None:
    assert not [name for name, content in files[service].items() if CANARY.encode() in content]


@pytest.mark.parametrize("service", SERVICES)
def test_the_tree_of_a_laptop_is_what_the_image_holds(
    request: pytest.FixtureRequest, files: Files, service: str
) -> None:
    digest = build(service, VERSION, request.config.rootpath)
    tree = request.config.rootpath / ".local" / "images" / digest.removeprefix("sha256:")
    kept = {path.relative_to(tree).as_posix(): path.read_bytes() for path in tree.rglob("*") if path.is_file()}
    held = {
        name.removeprefix("service/"): content
        for name, content in files[service].items()
        if name.startswith("service/")
    }

    del kept["image.json"]
    assert kept == {name: content for name, content in held.items() if not name.endswith(".pyc")}
