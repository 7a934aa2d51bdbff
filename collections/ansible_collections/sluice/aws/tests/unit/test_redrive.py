"""Dead letters moved back: by the module, and by the action that follows the move to its end."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from uuid import uuid4

import pytest

from .conftest import Run
from .dead_queue import DeadQueue, dead_queue
from .kind import Api

COLLECTIONS = Path(__file__).resolve().parents[5]


@pytest.fixture
def queue(api: Api) -> DeadQueue:
    return dead_queue(api)


Follow = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture
def follow(endpoint: str, tmp_path: Path) -> Follow:
    """The action as `ansible` runs it, with what a person sees of it."""

    def run_action(**arguments: str) -> "subprocess.CompletedProcess[str]":
        given = " ".join(f"{name}={value}" for name, value in arguments.items())
        return subprocess.run(
            [f"{sys.prefix}/bin/ansible", "localhost", "-m", "sluice.aws.redrive", "-a", given],
            env={
                **{name: value for name, value in os.environ.items() if name.startswith(("AWS_", "PATH"))},
                "AWS_ENDPOINT_URL": endpoint,
                "ANSIBLE_HOME": str(tmp_path),
                "ANSIBLE_COLLECTIONS_PATH": str(COLLECTIONS),
                "LC_ALL": "C.UTF-8",
            },
            cwd=tmp_path,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )

    return run_action


def test_a_plan_says_how_many_would_be_moved_and_moves_none(run: Run, queue: DeadQueue) -> None:
    queue.send()
    planned = run("redrive", check=True, queue=queue.name, destination=queue.source)
    assert (planned.changed, planned.answer["to_move"], planned.writes) == (True, 1, [])
    assert run("redrive_info", queue=queue.name).answer["task"] is None
    assert len(queue.visible(queue.name)) == 1


def test_nothing_would_be_moved_of_an_empty_queue(run: Run, queue: DeadQueue) -> None:
    planned = run("redrive", check=True, queue=queue.name, destination=queue.source)
    assert (planned.changed, planned.answer["to_move"]) == (False, 0)


def test_a_move_that_runs_already_is_joined_and_not_refused(run: Run, queue: DeadQueue) -> None:
    for _ in range(3):
        queue.send()
    first = run("redrive", queue=queue.name, destination=queue.source, messages_per_second=1)
    second = run("redrive", queue=queue.name, destination=queue.source)
    assert (first.writes, first.answer["joined"]) == (["StartMessageMoveTask"], False)
    assert (second.writes, second.answer["joined"]) == ([], True)
    assert run("redrive_info", queue=queue.name).answer["task"]["status"] == "RUNNING"


def test_the_move_before_is_named_so_that_its_end_is_not_taken_for_the_new_ones(run: Run, queue: DeadQueue) -> None:
    assert run("redrive", queue=queue.name, destination=queue.source).answer["earlier"] is None
    first = run("redrive_info", queue=queue.name).answer["task"]
    assert first["status"] == "COMPLETED"
    assert run("redrive", queue=queue.name, destination=queue.source).answer["earlier"] == first["started"]


@pytest.mark.parametrize("rate", [-1, 501])
def test_a_rate_that_sqs_does_not_know_is_refused(run: Run, queue: DeadQueue, rate: int) -> None:
    refused = run("redrive", queue=queue.name, messages_per_second=rate, fails=True)
    assert "1 to 500" in refused.answer["msg"]
    assert refused.writes == []


def test_a_destination_that_is_not_there_is_named(run: Run, queue: DeadQueue) -> None:
    refused = run("redrive", queue=queue.name, destination="nowhere", fails=True)
    assert "There is no queue nowhere" in refused.answer["msg"]


def test_a_queue_that_nobody_fails_into_cannot_be_moved(run: Run, queue: DeadQueue) -> None:
    refused = run("redrive", queue=queue.source, fails=True)
    assert "cannot be moved" in refused.answer["msg"]
    assert "Dead Letter Queue" in refused.answer["msg"]


def test_the_action_tells_how_far_it_is_and_ends_with_the_move(follow: Follow, queue: DeadQueue) -> None:
    for _ in range(8):  # and as many seconds, so that a busy machine looks more than once
        queue.send(email_id=str(uuid4()))
    done = follow(queue=queue.name, destination=queue.source, messages_per_second="1")
    assert done.returncode == 0, done.stdout
    told = [line.strip() for line in done.stdout.splitlines() if line.startswith("  mov")]
    assert (told[0], told[-1]) == ("moving about 8", "moved 8 of about 8")
    assert len(told) > 2, "progress, not only start and end"
    assert '"changed": true' in done.stdout
    assert len(queue.visible(queue.source)) == 8


def test_one_move_after_another_is_followed_to_its_end(follow: Follow, queue: DeadQueue) -> None:
    empty = follow(queue=queue.name, destination=queue.source).stdout
    assert "moved 0 of about 0" in empty
    assert '"changed": false' in empty
    queue.send()
    assert "moved 1 of about 1" in follow(queue=queue.name, destination=queue.source).stdout


def test_a_move_that_fails_says_why_and_what_to_do(follow: Follow, queue: DeadQueue) -> None:
    queue.send()
    failed = follow(queue=queue.name)
    assert failed.returncode != 0
    assert "FAILED after 0 of about 1 messages" in failed.stdout
    assert "name a destination" in failed.stdout
    assert len(queue.visible(queue.name)) == 1
