"""A bad value of an inventory fails before anything is asked of AWS, and says what is wrong with it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from .checkout import Checkout
from .hostile import Canary, canary_ctx


@pytest.fixture(scope="module")
def canary() -> Iterator[Canary]:
    with canary_ctx() as listening:
        yield listening


# Each value of a variable, and what must be said of it.
BAD = {
    "queue_state=gone": "value of queue_state must be one of: present, absent, got: gone",
    "lock_expiry_seconds=soon": "lock_expiry_seconds is 'soon' and must be int",
    "queue_queues=7": "queue_queues is '7' and must be list of dict",
    "estate_region=eu-wset-1": "The region is 'eu-wset-1' and AWS has none of that name, but eu-west-1",
    "estate_account=12": "The account is '12' and must be twelve digits",
    '{"ecs_cluster_clusters": null}': "missing required arguments: ecs_cluster_clusters",
    "allow_plaintext=true": "allow_plaintext is True and must be false, since estate_domain is 'mail.dev.example.com'",
    "estate_zone=example.org": "and must be in the zone, and estate_zone is 'example.org'",
    "iam_roles_roles={{ nothing }}": "iam_roles_roles cannot be read: 'nothing' is undefined",
}


def refused(checkout: Checkout, canary: Canary, *values: str) -> str:
    """What a plan of dev says that must fail before its first call."""
    before = canary.reached
    arguments = [word for value in values for word in ("--extra-vars", value)]
    done = checkout.run("ci/plan", "dev", *arguments, **somebody(canary))
    assert done.returncode == 1, done.stdout
    assert canary.reached == before
    return done.stdout


def somebody(canary: Canary) -> dict[str, str]:
    """An operator with credentials."""
    return {
        "AWS_ACCESS_KEY_ID": "AKIASOMEBODY",
        "AWS_SECRET_ACCESS_KEY": "somebody",
        "AWS_ENDPOINT_URL": canary.url,
        "AWS_MAX_ATTEMPTS": "1",
    }


def test_all_bad_values_are_named_at_once_with_what_is_allowed(checkout: Checkout, canary: Canary) -> None:
    told = refused(checkout, canary, *BAD)
    assert [said for said in BAD.values() if said not in told] == [], told


WITHOUT_DOMAIN = ("estate_domain=", "estate_zone=")


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ((), "estate_domain is '' and allow_plaintext is False: a token would travel for all to read"),
        (("allow_plaintext=true",), "allow_plaintext is True and mail_allowed_cidrs is ['0.0.0.0/0']: it must name"),
    ],
    ids=["unasked", "for the world"],
)
def test_no_estate_listens_in_the_clear_but_for_networks_that_it_names(
    checkout: Checkout, canary: Canary, values: tuple[str, ...], said: str
) -> None:
    assert said in refused(checkout, canary, *WITHOUT_DOMAIN, *values)


def test_a_tls_policy_that_is_not_recommended_is_refused(checkout: Checkout, canary: Canary) -> None:
    file = checkout.root / "inventory" / "common" / "group_vars" / "all" / "balancer.yml"
    described = file.read_text()
    file.write_text(described.replace("ELBSecurityPolicy-TLS13-1-2-Res-PQ-2025-09", "ELBSecurityPolicy-2016-08"))
    told = refused(checkout, canary)
    file.write_text(described)
    assert "value of tls_policy must be one of: ELBSecurityPolicy-TLS13-1-2-Res-PQ-2025-09" in told


def test_a_tool_older_than_the_lock_is_named(checkout: Checkout, canary: Canary, tmp_path: Path) -> None:
    newer = tmp_path / "newer.txt"
    newer.write_text("ansible-core==99.1\nboto3==1.0\nbotocore==1.0\npsutil==99.2\n")
    told = refused(checkout, canary, f"preflight_lock={newer}")
    assert "the lock has 99.1: make environment" in told
    assert "psutil is " in told
    assert "boto3 is " not in told


def test_a_good_inventory_does_go_on_to_ask_aws(checkout: Checkout, canary: Canary) -> None:
    assert checkout.run("ci/plan", "dev", **somebody(canary)).returncode == 1
    assert canary.reached > 0


def test_what_a_run_leaves_out_is_not_judged(checkout: Checkout, canary: Canary) -> None:
    """The account of this machine can be read only once its embedded AWS runs, which no operator of dev needs."""
    before = canary.reached
    done = checkout.run("ci/plan", "account", "--limit", "dev", **somebody(canary))
    assert "is not valid" not in done.stdout
    assert canary.reached > before
