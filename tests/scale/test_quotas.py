"""The limit that is met first is told first, and at how much mail."""

from dataclasses import replace

import pytest

from benchmarks.scale.estate import Estate
from benchmarks.scale.quotas import quotas
from benchmarks.scale.sizing import Rates, size


def at(rates: Rates, estate: Estate) -> dict[str, float]:
    return {quota.what: quota.emails_s for quota in quotas(rates, estate)}


def test_each_limit_is_met_where_what_it_counts_is_used_up(rates: Rates, estate: Estate) -> None:
    found = at(rates, estate)
    assert list(found.values()) == sorted(found.values())
    assert found["tasks of the producer"] == pytest.approx(10 * 2_000 * 0.6)
    assert found["targets of a balancer"] == pytest.approx(1_000 * 2_000 * 0.6)
    assert found["PUTs a second of one partition of S3"] == 3_500
    assert found["messages in flight"] == pytest.approx(120_000 / 96 * 2_500 * 0.6)


def test_hosts_are_used_up_where_one_more_email_takes_one_more_host(rates: Rates, estate: Estate) -> None:
    emails_s = at(rates, estate)["hosts"]
    assert size(0.9 * emails_s, rates, estate).hosts <= estate.hosts.maximum
    assert size(1.1 * emails_s, rates, estate).hosts > estate.hosts.maximum


def test_a_new_account_has_too_few_vcpus_for_three_hosts_and_enough_for_two(rates: Rates, estate: Estate) -> None:
    assert at(rates, estate)["vCPUs of a new account"] == 0
    two = replace(estate, hosts=replace(estate.hosts, minimum=2))
    assert at(rates, two)["vCPUs of a new account"] > 0
