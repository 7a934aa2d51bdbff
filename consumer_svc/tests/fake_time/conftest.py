"""The tests of this folder run in fake time, with the fixtures of the consumer around them."""

import pytest

from tests.fake_time.fixtures import *  # noqa: F403


@pytest.fixture
def environment(environment: dict[str, str]) -> dict[str, str]:
    """Long polls, which cost nothing here, in place of the hasty ones of real time: 72,000 receives an hour."""
    return environment | {"POLL_INTERVAL_SECONDS": "1", "WAIT_TIME_SECONDS": "10"}
