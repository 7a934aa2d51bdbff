"""One run at a time changes an estate, and whatever ends a run, the next one can begin."""

import json
import os
import re
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from botocore.exceptions import ClientError

from .checkout import Checkout
from .waiting import until

WHERE = {"Bucket": "sluice-locks-000000000000-eu-west-1", "Key": "locks/sluice-local.json"}
# The guard of every playbook, and then a run that lasts until the test lets it go on.
HELD = """---
- name: Guard
  ansible.builtin.import_playbook: playbooks/00_guard.yml

- name: Work
  hosts: estate
  gather_facts: false
  tasks:
    - name: Wait
      ansible.builtin.wait_for: {path: "{{ playbook_dir }}/go", sleep: 1}
    - name: End as asked
      ansible.builtin.assert: {that: not (fails | default(false))}
"""


@pytest.fixture(scope="module", autouse=True)
def prepared(checkout: Checkout) -> None:
    (checkout.root / "held.yml").write_text(HELD)
    (checkout.root / "go").touch()
    checkout.play("held.yml")
    (checkout.root / "go").unlink()


def lock(checkout: Checkout) -> dict[str, Any] | None:
    try:
        return dict(json.loads(checkout.client("s3").get_object(**WHERE)["Body"].read()))
    except ClientError:
        return None


@contextmanager
def run_ctx(checkout: Checkout, *arguments: str) -> Iterator[subprocess.Popen[str]]:
    """A run that has the lock; at the end of the test it goes on to its own end."""
    run = checkout.start("ansible-playbook", "held.yml", *arguments)
    until(lambda: lock(checkout) and f"(process {run.pid})" in str(lock(checkout)))
    try:
        yield run
    finally:
        (checkout.root / "go").touch()
        run.communicate(timeout=60)
        (checkout.root / "go").unlink()


def another(checkout: Checkout, *arguments: str) -> subprocess.CompletedProcess[str]:
    """A run of somebody else, which has nothing to wait for."""
    return checkout.run("ansible-playbook", "playbooks/00_guard.yml", *arguments)


def test_another_run_is_refused_by_the_name_of_the_first_and_a_plan_is_not(checkout: Checkout) -> None:
    with run_ctx(checkout) as run:
        for narrowed in ((), ("--limit", "producer"), ("--tags", "nothing")):
            refused = another(checkout, *narrowed)
            assert refused.returncode != 0
            assert f"(process {run.pid}) is changing sluice-local since 20" in refused.stdout
            assert re.search(r"its lock ends at \d\d:\d\d:\d\d UTC, or at once .* -e break_lock=true", refused.stdout)
        assert another(checkout, "--check").returncode == 0
        assert f"(process {run.pid})" in str(lock(checkout)), "neither a refusal nor a plan takes it"
    assert run.returncode == 0
    assert lock(checkout) is None
    assert another(checkout).returncode == 0


def test_a_redrive_and_a_rotation_wait_for_no_other_run(checkout: Checkout) -> None:
    with run_ctx(checkout):
        assert "There is no queue" in checkout.run("ansible-playbook", "playbooks/redrive.yml").stdout
        assert "There is no secret" in checkout.run("ansible-playbook", "playbooks/rotate_token.yml").stdout


def test_two_playbooks_of_one_command_share_the_lock(checkout: Checkout) -> None:
    said = checkout.play("playbooks/10_network.yml", "playbooks/20_identity.yml")
    assert re.search(r"^Applied: \d\d created, 0 changed, 0 replaced, 0 removed\.$", said, re.MULTILINE)
    assert lock(checkout) is None


def test_a_run_that_fails_gives_the_lock_back(checkout: Checkout) -> None:
    with run_ctx(checkout, "--extra-vars", "fails=true") as run:
        pass
    assert run.returncode != 0
    assert lock(checkout) is None


@pytest.mark.parametrize(
    "numbers",
    [[signal.SIGINT], [signal.SIGTERM], [signal.SIGINT, signal.SIGTERM]],
    ids=lambda numbers: "-".join(number.name for number in numbers),
)
def test_a_run_that_is_interrupted_gives_the_lock_back(checkout: Checkout, numbers: list[signal.Signals]) -> None:
    with run_ctx(checkout) as run:
        for number in numbers:  # make's children get both: the terminal's, and their parent's
            run.send_signal(number)
        run.wait(timeout=60)
    assert lock(checkout) is None


def test_a_lock_is_renewed_for_as_long_as_its_run_lasts(checkout: Checkout) -> None:
    with run_ctx(checkout, "--extra-vars", "lock_expiry_seconds=4"):
        first = lock(checkout)
        assert first
        # Six renewals are in an expiry, so that by then the first one would have ended.
        last = until(lambda: (now := lock(checkout)) and now["renewals"] >= first["renewals"] + 8 and now)
        assert last["run"] == first["run"]
        assert another(checkout).returncode != 0


def test_the_lock_of_a_killed_run_ends_by_itself(checkout: Checkout) -> None:
    run = checkout.start("ansible-playbook", "held.yml", "--extra-vars", "lock_expiry_seconds=8")
    until(lambda: f"(process {run.pid})" in str(lock(checkout)))
    os.kill(run.pid, signal.SIGKILL)
    run.communicate()
    assert lock(checkout), "what it had begun may still be writing"
    until(lambda: another(checkout).returncode == 0)
    assert lock(checkout) is None


def test_a_broken_lock_is_the_breakers_and_ends_the_run_that_lost_it(checkout: Checkout) -> None:
    run = checkout.start("ansible-playbook", "held.yml", "--extra-vars", "lock_expiry_seconds=6")
    until(lambda: f"(process {run.pid})" in str(lock(checkout)))
    with run_ctx(checkout, "--extra-vars", "break_lock=true") as breaker:
        said, _ = run.communicate(timeout=60)
        assert run.returncode != 0
        assert "The lock was lost" in said
        assert f"(process {breaker.pid})" in str(lock(checkout))
    assert breaker.returncode == 0
    assert lock(checkout) is None
