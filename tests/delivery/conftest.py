"""A repository for each test, copied from one that was made once."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from random import randint

import pytest

from tests.delivery.registry import Account, Registry, registry_ctx
from tests.delivery.released_image import Pushing
from tests.delivery.repository import Repository, new


@pytest.fixture(scope="session")
def unreleased_template(tmp_path_factory: pytest.TempPathFactory) -> Repository:
    return new(tmp_path_factory.mktemp("unreleased") / "checkout")


@pytest.fixture(scope="session")
def released_template(tmp_path_factory: pytest.TempPathFactory) -> Repository:
    return new(tmp_path_factory.mktemp("released") / "checkout", "producer-v1.0.0", "consumer-v1.0.0")


@pytest.fixture
def repository(unreleased_template: Repository, tmp_path: Path) -> Repository:
    return Repository(shutil.copytree(unreleased_template.root, tmp_path / "checkout", symlinks=True))


@pytest.fixture
def released(released_template: Repository, tmp_path: Path) -> Repository:
    """One of which both services are released as 1.0.0."""
    return Repository(shutil.copytree(released_template.root, tmp_path / "checkout", symlinks=True))


@pytest.fixture
def due(released: Repository) -> Repository:
    """A repository whose main is 1.0.1 next, and pushed."""
    released.commit("Change something")
    released.git("push", "--quiet", "origin", "main")
    return released


@pytest.fixture
def account(embedded_aws: str) -> Account:
    """One that no other test has."""
    return Account(embedded_aws, f"{randint(10**11, 10**12 - 1)}")


@pytest.fixture
def registry(account: Account) -> Iterator[Registry]:
    with registry_ctx(account) as started:
        yield started


@pytest.fixture
def pushing(released: Repository, registry: Registry, tmp_path: Path) -> Pushing:
    return Pushing(released, registry, tmp_path)
