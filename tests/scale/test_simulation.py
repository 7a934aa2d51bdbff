"""Whatever comes, a simulated burst keeps its books, stays within the bounds and is followed."""

from dataclasses import replace

import pytest

from benchmarks.scale.estate import Estate
from benchmarks.scale.outcome import outcome
from benchmarks.scale.simulation import Burst, Moment, simulate
from benchmarks.scale.sizing import Rates

from .conftest import BACKLOG

QUIET, TENFOLD, TOO_MUCH = Burst(1e6), Burst(100e6), Burst(1e9)


@pytest.fixture(scope="module", params=[QUIET, TENFOLD, TOO_MUCH], ids=["quiet", "tenfold", "too much"])
def moments(request: pytest.FixtureRequest, rates: Rates, estate: Estate) -> list[Moment]:
    return simulate(request.param, rates, estate)


def test_what_arrives_is_declined_archived_or_on_the_queue_at_each_moment(moments: list[Moment]) -> None:
    for moment in moments:
        assert moment.declined + moment.archived + moment.queued == pytest.approx(moment.arrived)
        assert min(moment.declined, moment.archived, moment.queued) >= 0


def test_tasks_and_hosts_are_never_beyond_their_bounds(moments: list[Moment], estate: Estate) -> None:
    for moment in moments:
        for running, bounds in ((moment.producers, estate.producer), (moment.consumers, estate.consumer)):
            assert bounds.minimum <= running <= bounds.maximum
        assert estate.hosts.minimum <= moment.hosts <= estate.hosts.maximum
        tasks = moment.producers + moment.consumers + estate.hosts.other_tasks
        assert tasks <= moment.hosts * estate.hosts.tasks_each


def test_all_that_was_accepted_is_archived_in_the_end(moments: list[Moment]) -> None:
    assert moments[-1].queued == pytest.approx(0, abs=1e-3)


def test_what_the_fewest_tasks_can_take_scales_nothing_and_declines_nothing(rates: Rates, estate: Estate) -> None:
    said = outcome(QUIET, simulate(QUIET, rates, estate))
    assert (said.most_producers, said.most_consumers, said.declined, said.longest_wait_minutes) == (2, 2, 0, 0)


def test_a_tenfold_burst_is_followed_within_ten_minutes(rates: Rates, estate: Estate) -> None:
    moments = simulate(TENFOLD, rates, estate)
    # Three minutes above the target, another until the last of them is told, half a one until a task has started.
    first = next(moment.second for moment in moments if moment.producers > estate.producer.minimum)
    assert first == TENFOLD.begins + 300
    declined = {moment.second: moment.declined for moment in moments}
    assert declined[TENFOLD.begins] == 0
    assert declined[TENFOLD.begins + 600] == moments[-1].declined
    assert {moment.queued for moment in moments if TENFOLD.begins + 900 < moment.second} == {0}


def test_what_a_burst_needed_is_gone_an_hour_after_it(rates: Rates, estate: Estate) -> None:
    moments = simulate(TENFOLD, rates, estate)
    before, after = moments[0], next(each for each in moments if each.second == TENFOLD.ends + 3600)
    assert (after.producers, after.consumers, after.hosts) == (before.producers, before.consumers, before.hosts)
    assert max(each.hosts for each in moments) > before.hosts


def test_consumers_by_their_backlog_alone_leave_in_the_midst_of_a_burst(rates: Rates, estate: Estate) -> None:
    by_backlog = replace(estate, consumer=replace(estate.consumer, policies=(BACKLOG,)))
    alone, both = (outcome(TENFOLD, simulate(TENFOLD, rates, each)) for each in (by_backlog, estate))
    assert alone.fewest_consumers_later == 2
    assert both.fewest_consumers_later * rates.consumer > TENFOLD.emails(TENFOLD.begins)
    assert alone.most_queued > both.most_queued


def test_where_hosts_are_at_their_maximum_the_tasks_that_find_no_room_wait(rates: Rates, estate: Estate) -> None:
    few = replace(estate, hosts=replace(estate.hosts, maximum=5))
    moments = simulate(TENFOLD, rates, few)
    assert max(moment.hosts for moment in moments) == 5
    tasks = [moment.producers + moment.consumers + few.hosts.other_tasks for moment in moments]
    assert max(tasks) == 5 * few.hosts.tasks_each
