"""A repository for each test."""

import pytest

from tests.delivery.repository import Repository, new


@pytest.fixture
def repository(tmp_path) -> Repository:
    return new(tmp_path)


@pytest.fixture
def released(repository) -> Repository:
    """One of which both services are released as 1.0.0."""
    repository.release("producer-v1.0.0", "consumer-v1.0.0")
    return repository
