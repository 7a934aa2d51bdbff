"""When a task that ended by itself is started again."""

from local_aws.replicas import Backoff


def test_the_first_end_is_followed_by_a_start_at_once() -> None:
    backoff = Backoff()

    backoff.ended(lived=1, now=100)

    assert backoff.over(100)


def test_further_ends_are_followed_by_ever_longer_pauses_up_to_thirty_seconds() -> None:
    backoff = Backoff()
    backoff.ended(lived=1, now=0)

    for pause in (1, 2, 4, 8, 16, 30, 30):
        backoff.ended(lived=1, now=0)
        assert not backoff.over(pause - 0.1)
        assert backoff.over(pause)


def test_a_task_that_was_up_for_long_is_started_again_at_once() -> None:
    backoff = Backoff()
    for _ in range(5):
        backoff.ended(lived=1, now=0)

    backoff.ended(lived=60, now=100)

    assert backoff.over(100)
