"""A policy is carried out after as many minutes, and as seldom, as its alarms and its cooldowns say."""

from benchmarks.scale.estate import Service
from benchmarks.scale.scaler import Scaler

from .conftest import CPU, REQUESTS


def told(scaler: Scaler, tasks: int, minutes: list[dict[str, float]]) -> list[int]:
    """How many tasks there are to be after each of these minutes; those that are to be run at once."""
    said = []
    for minute, metrics in enumerate(minutes):
        tasks = scaler.desired(60.0 * minute, tasks, tasks, metrics)
        said.append(tasks)
    return said


def by_cpu(maximum: int = 10) -> Scaler:
    return Scaler(Service(2, maximum, 0.25, 1e-4, (CPU,)))


def test_the_third_minute_above_the_target_brings_as_many_as_bring_it_back() -> None:
    assert told(by_cpu(), 2, [{"cpu": 90}] * 3) == [2, 2, 3]


def test_a_minute_at_the_target_begins_the_count_anew() -> None:
    assert told(by_cpu(), 2, [{"cpu": each} for each in (90, 90, 60, 90, 90)]) == [2] * 5


def test_the_fifteenth_minute_below_nine_tenths_of_the_target_takes_some_away() -> None:
    assert told(by_cpu(), 6, [{"cpu": 30}] * 15) == [6] * 14 + [3]
    assert told(by_cpu(maximum=40), 30, [{"cpu": 55}] * 30) == [30] * 30


def test_between_two_times_that_some_are_taken_away_the_cooldown_passes() -> None:
    assert told(by_cpu(), 10, [{"cpu": 45}] * 20) == [10] * 14 + [8] * 5 + [6]


def test_never_more_than_the_maximum_nor_fewer_than_the_minimum() -> None:
    assert told(by_cpu(maximum=4), 2, [{"cpu": 100}] * 9)[-1] == 4
    assert told(by_cpu(), 5, [{"cpu": 0}] * 40)[-1] == 2


def test_the_policy_that_wants_most_has_it_and_fewer_there_are_only_where_all_want_fewer() -> None:
    def both() -> Scaler:
        return Scaler(Service(2, 40, 0.25, 1e-4, (CPU, REQUESTS)))

    assert told(both(), 2, [{"cpu": 66, "requests": 150_000}] * 3)[-1] == 5
    assert told(both(), 30, [{"cpu": 20, "requests": 55_000}] * 20)[-1] == 30
