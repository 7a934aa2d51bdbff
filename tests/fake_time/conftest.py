"""The proof of fake time runs in it."""

from tests.fake_time.fixtures import *  # noqa: F403
