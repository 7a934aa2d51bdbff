"""What a million emails cost, reckoned by hand."""

from dataclasses import replace

import pytest

from benchmarks.mail.email import EMAIL
from benchmarks.scale import costs
from benchmarks.scale.batches import ALONE, Batches, batches
from benchmarks.scale.estate import Estate
from benchmarks.scale.figures import Figures, MissingError
from benchmarks.scale.sizing import Rates, Size, rates, size

FULL = Batches(10, 10, 10)


def test_a_million_emails_in_full_batches_are_300_000_calls_of_sqs_and_a_tenth_of_what_single_ones_cost() -> None:
    assert costs.of_each(1e6, FULL)["SQS"] == pytest.approx(0.12)
    assert costs.of_each(1e6, ALONE)["SQS"] == pytest.approx(1.20)


def test_a_batch_of_more_than_64_kib_is_more_than_one_request() -> None:
    wide = 65_536 // len(EMAIL) + 1
    assert Batches(wide, wide, wide).requests == pytest.approx(3 * 2 / wide)


def test_a_million_emails_are_a_million_puts_and_by_the_bucket_key_ten_thousand_calls_of_kms() -> None:
    bill = costs.of_each(1e6, FULL)
    assert bill["S3, requests"] == pytest.approx(5.00)
    assert bill["KMS, calls"] == pytest.approx(0.03)


def test_a_month_of_hosts_endpoints_and_keys_costs_the_same_without_mail(estate: Estate) -> None:
    bill = costs.month(0, Size(2, 2, 5), ALONE, estate)
    assert bill["hosts"] == pytest.approx(5 * (730 * 0.085 + 30 * 0.08))
    assert bill["endpoints"] == pytest.approx(10 * 3 * 730 * 0.01)
    assert bill["balancer"] == pytest.approx(730 * 0.0225)
    assert sum(bill.values()) == pytest.approx(322.25 + 219 + 16.425 + 3)


def test_what_is_kept_is_that_of_as_many_days_as_it_is_kept(estate: Estate) -> None:
    bill = costs.month(1e6, Size(2, 2, 5), ALONE, estate)
    assert bill["S3, storage"] == pytest.approx(730 * 1e6 * len(EMAIL) / 1e9 * 0.023)
    assert bill["logs, kept"] == pytest.approx(400 * 1e6 * 616 / 1e9 * 0.03)


def test_a_core_second_costs_its_share_of_a_host_that_is_as_busy_as_scaling_wants(estate: Estate) -> None:
    a_second = (0.085 + 30 * 0.08 / 730) / 3600
    assert costs.hosts_of_each(1, estate) == pytest.approx(a_second / (2 * 0.25 * 0.6 * 0.8))


def test_a_host_without_a_price_is_named(estate: Estate) -> None:
    other = replace(estate, hosts=replace(estate.hosts, instance_type="m9.huge"))
    with pytest.raises(MissingError, match=r"no price of a 'm9\.huge'"):
        costs.month(1e6, Size(2, 2, 5), ALONE, other)


def test_a_task_takes_what_its_share_of_a_core_is_enough_for(figures: Figures, estate: Estate) -> None:
    assert rates(figures, estate) == Rates(2_000, 2_500)
    assert rates(replace(figures, consumer_emails_s=1_000), estate).consumer == 1_000


def test_a_billion_emails_a_day_take_ten_producers_eight_consumers_and_fourteen_hosts(
    rates: Rates, estate: Estate
) -> None:
    # 11,574 a second, 1,200 and 1,500 for each task; with three others 21 tasks on 11 hosts, of 14 a fifth spare.
    assert size(1e9 / 86_400, rates, estate) == Size(10, 8, 14)
    assert size(0, rates, estate) == Size(2, 2, 5)


def test_batches_are_as_large_as_what_comes_while_a_call_is_in_flight(figures: Figures) -> None:
    two = Size(2, 2, 5)
    assert batches(20, two, figures) == Batches(1, 1, 2)
    assert batches(400, two, figures) == Batches(4, 4, 10)
    assert batches(4_000, two, replace(figures, batch=9.5)) == Batches(9.5, 10, 10)
