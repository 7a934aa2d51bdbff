"""The tests of this folder run in fake time, with the fixtures of the consumer around them."""

from tests.fake_time.fixtures import *  # noqa: F403
