"""An hour passes in a second: a service and an embedded AWS in one loop whose clock jumps to the next timer.

A folder of tests is moved into fake time by its `conftest.py`:

    from tests.fake_time.fixtures import *  # noqa: F403
"""
