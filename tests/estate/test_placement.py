"""A run whose tasks would not all find a host ends before its first write, however it is narrowed."""

import re

import pytest

from .api_log import recorded_ctx, writes
from .checkout import Checkout

TOO_FEW = ("-e", "hosts_instance_type=t2.micro", "-e", "hosts_maximum=1")
SUM = r"\d+ of {} \(\d+ and an update: 200 %\)"


@pytest.fixture(scope="module")
def started(checkout: Checkout) -> Checkout:
    checkout.run("python", "-m", "local_aws", "start")
    return checkout


@pytest.mark.parametrize("narrowed", [(), ("--limit", "producer"), ("--tags", "nothing")], ids=" ".join)
def test_too_few_hosts_are_refused_with_the_sum(started: Checkout, narrowed: tuple[str, ...]) -> None:
    with recorded_ctx(started.state["endpoint_url"]) as calls:
        done = started.run("ansible-playbook", "playbooks/30_storage.yml", "-v", *TOO_FEW, *narrowed)
    said = " ".join(done.stdout.split())
    assert done.returncode != 0
    assert re.search(rf"at the peak there are {SUM.format('producer')} \+ {SUM.format('consumer')} = \d+ tasks", said)
    assert "1 t2.micro carry 1, 1 each: 2 network interfaces, one of them the host's own" in said
    assert "PLAY [Storage]" not in done.stdout
    assert writes(calls) == []


def test_it_is_asked_once_a_run(started: Checkout) -> None:
    with recorded_ctx(started.state["endpoint_url"]) as calls:
        assert started.run("ci/plan", "local").returncode == 2
    assert calls.count("DescribeInstanceTypes") == 1


def test_an_estate_with_too_few_hosts_can_still_be_removed(started: Checkout) -> None:
    done = started.run("ci/plan", "local", "--destroy", *TOO_FEW)
    assert (done.returncode, done.stdout) == (0, "No changes.\n")


def test_an_account_has_no_tasks(started: Checkout) -> None:
    with recorded_ctx(started.state["endpoint_url"]) as calls:
        done = started.run("ci/plan", "account", "--limit", "local", *TOO_FEW)
    assert done.returncode == 2, done.stdout
    assert "DescribeInstanceTypes" not in calls
