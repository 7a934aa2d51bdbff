"""A destroy leaves nothing, however far the estate had come; test_first_light.py has a whole one."""

import os
import re
import signal
from collections.abc import Callable

import pytest

from .checkout import Checkout
from .remains import Aws, remains
from .waiting import until

REMOVED = re.compile(r"^Applied: 0 created, 0 changed, 0 replaced, (\d+) removed\.$", re.MULTILINE)
# Services come last, so that no half-built estate has one.
WITHOUT_SERVICES = ("--limit", "estate")
# Its holder was killed, and it would end by itself only after some minutes.
BREAK = ("--extra-vars", "break_lock=true")


def endpoints_are_coming(aws: Aws) -> bool:
    """The network is half there, and nothing that leans on it."""
    return len(aws("ec2").describe_vpc_endpoints()["VpcEndpoints"]) > 2


def mail_is_half_kept(aws: Aws) -> bool:
    """Network, keys and roles are there, and of the queues the first."""
    return bool(aws("sqs").list_queues().get("QueueUrls"))


@pytest.mark.parametrize(
    ("estate", "confirmed", "way_on"),
    [
        ("dev", [], "its name was not said: nothing was touched. Say it when asked, or with -e confirm=dev"),
        ("dev", ["-e", "confirm=prod"], '"prod" is not its name: nothing was touched'),
        ("prod", ["-e", "confirm=prod"], "Whoever means it adds -e allow_destroy_prod=true"),
        (
            "prod",
            ["--extra-vars", "allow_destroy_prod=true"],
            "Whoever means it adds -e balancer_deletion_protection=false",
        ),
    ],
)
def test_nobody_removes_an_estate_by_mistake(
    checkout: Checkout, estate: str, confirmed: list[str], way_on: str
) -> None:
    # Neither credentials nor an endpoint are here: it is refused before AWS is asked.
    done = checkout.run("ci/destroy", estate, *confirmed)
    assert done.returncode == 1
    assert way_on in " ".join(done.stdout.split())


def test_a_destroy_of_nothing_changes_nothing(checkout: Checkout) -> None:
    checkout.play("playbooks/00_guard.yml")  # which prepares the account of this machine
    assert checkout.destroy().splitlines()[-1] == "No changes."
    assert remains(checkout.client) == {}


@pytest.mark.parametrize("half_built", [endpoints_are_coming, mail_is_half_kept], ids=lambda each: each.__name__)
def test_a_destroy_of_what_a_killed_apply_left_leaves_nothing(
    checkout: Checkout, half_built: Callable[[Aws], bool]
) -> None:
    apply = checkout.start("ansible-playbook", "site.yml", *WITHOUT_SERVICES)
    until(lambda: half_built(checkout.client), seconds=120)
    os.kill(apply.pid, signal.SIGKILL)
    apply.communicate()
    until(lambda: not checkout.playbooks())  # a module that was at work goes to its own end
    left = remains(checkout.client)
    assert "vpcs" in left, "there is something to destroy"
    assert "clusters" not in left, "and it is not whole"
    said = checkout.destroy(*WITHOUT_SERVICES, *BREAK)
    assert REMOVED.findall(said) != []
    assert remains(checkout.client) == {}
