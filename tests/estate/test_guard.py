"""Nothing runs in an account that is not the inventory's, and a laptop's estate never leaves the laptop."""

from collections.abc import Iterator

import pytest

from .checkout import VENV, Checkout
from .hostile import Canary, canary_ctx, environment

STRANGER = ("--extra-vars", "guard_account=111122223333")


@pytest.fixture(scope="module")
def checkout(shared_checkout: Checkout) -> Checkout:
    return shared_checkout


@pytest.fixture(scope="module")
def canary() -> Iterator[Canary]:
    with canary_ctx() as listening:
        yield listening


def test_a_hostile_environment_reaches_no_other_endpoint(checkout: Checkout, canary: Canary) -> None:
    hostile = environment(canary, checkout.home)
    said = checkout.play("site.yml", **hostile)
    assert said.splitlines()[-1].startswith(("Applied: ", "No changes.")), "another test may have built it before"
    assert checkout.client("sqs").list_queues()["QueueUrls"], "the estate is in the embedded AWS"
    assert canary.reached == 0
    # The same environment does lead an SDK astray that nobody guards.
    checkout.run(f"{VENV}/bin/python", "-c", "import boto3; boto3.client('sqs').list_queues()", **hostile)
    assert canary.reached > 0


def test_make_demo_stays_on_this_machine_too(checkout: Checkout, canary: Canary) -> None:
    before = canary.reached
    said = checkout.make("demo", **environment(canary, checkout.home))
    assert '202 {"status":"accepted"}' in said
    assert canary.reached == before


@pytest.mark.parametrize("narrowed", [(), ("--limit", "producer"), ("--tags", "nothing")], ids=" ".join)
def test_another_account_is_refused_in_one_sentence(checkout: Checkout, narrowed: tuple[str, ...]) -> None:
    done = checkout.run("ansible-playbook", "playbooks/30_storage.yml", "-v", *STRANGER, *narrowed)
    assert done.returncode != 0
    assert "belong to account 000000000000 and local is account 111122223333" in " ".join(done.stdout.split())
    assert "PLAY [Storage]" not in done.stdout


@pytest.mark.parametrize(
    "around", [("playbooks/30_storage.yml", "--skip-tags", "always"), ("playbooks/plays/30_storage.yml",)]
)
def test_without_the_guard_nothing_runs(checkout: Checkout, around: tuple[str, ...]) -> None:
    done = checkout.run("ansible-playbook", *around)
    assert done.returncode != 0
    assert "The guard did not run, so nothing else may" in " ".join(done.stdout.split())


@pytest.mark.parametrize("playbook", ["10_network", "20_identity", "30_storage", "40_cluster", "50_balancer"])
def test_every_playbook_runs_alone(checkout: Checkout, playbook: str) -> None:
    assert "PLAY [The account is the inventory's]" in checkout.play(f"playbooks/{playbook}.yml", "-v")


def test_one_service_can_be_applied_alone(checkout: Checkout) -> None:
    iam = checkout.client("iam")
    for service in ("producer", "consumer"):
        iam.tag_role(RoleName=f"sluice-local-{service}", Tags=[{"Key": "Stray", "Value": "1"}])
    said = checkout.play("site.yml", "--limit", "producer")
    iam.untag_role(RoleName="sluice-local-consumer", TagKeys=["Stray"])
    assert "~ change role sluice-local-producer  tags.Stray: 1 → (none)" in said
    assert "consumer" not in said
