"""`ci/tag` by two runs at once: a version belongs to one commit."""

import os
import select
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.delivery.repository import Repository


@pytest.fixture
def gate(due: Repository) -> Iterator[Callable[[], None]]:
    """Holds every push of a tag at the remote, past all that a client could have looked at, until two are there."""
    arrived, opened = (due.root / ".git" / name for name in ("arrived", "opened"))
    for pipe in (arrived, opened):
        os.mkfifo(pipe)
    hook = due.root / ".git/remote/hooks/pre-receive"
    hook.parent.mkdir()
    hook.write_text(
        f"#!/bin/sh\nread -r _ _ ref\ncase $ref in refs/tags/*) echo >{arrived}; read -r _ <{opened} ;; esac\n"
    )
    hook.chmod(0o755)
    # Open for both, so that no pipe ends before its other side is there.
    arrivals, opening = (os.open(pipe, os.O_RDWR) for pipe in (arrived, opened))

    def open_for_two() -> None:
        for _ in range(2):
            assert select.select([arrivals], [], [], 30)[0], "no push came to the remote"
            os.read(arrivals, 1)
        os.write(opening, b"\n\n")

    yield open_for_two
    os.close(arrivals)
    os.close(opening)


def ends(*processes: subprocess.Popen[str]) -> list[tuple[int, str]]:
    said = [process.communicate(timeout=30) for process in processes]
    return sorted((process.returncode, out + err) for process, (out, err) in zip(processes, said, strict=True))


def test_of_two_runs_at_once_one_gets_the_version(due: Repository, gate: Callable[[], None], tmp_path: Path) -> None:
    other = due.clone(tmp_path / "other")
    other.commit("Change something more")
    other.git("push", "--quiet", "origin", "main")

    runs = [repository.start("ci/tag", "producer", "1.0.1") for repository in (due, other)]
    gate()
    (won, _), (lost, said) = ends(*runs)

    assert (won, lost) == (0, 4)
    winner = due.tagged_at_the_remote()
    assert winner in (due.head, other.head)
    assert f"producer-v1.0.1 was given to {winner[:7]} meanwhile" in said
    loser = due if winner == other.head else other
    assert loser.git("tag", "--list", "producer-v1.0.1") == ""


def test_tag_that_came_since_the_last_look_stays(due: Repository) -> None:
    before = due.git("rev-parse", "producer-v1.0.0^{commit}")
    late = due.root / ".git/receive-pack"
    late.write_text(f'#!/bin/sh\ngit -C .git/remote tag producer-v1.0.1 {before}\nexec git receive-pack "$@"\n')
    late.chmod(0o755)
    due.git("config", "remote.origin.receivepack", str(late))

    run = due.run("ci/tag", "producer", "1.0.1")

    assert (run.returncode, run.stdout) == (4, "")
    assert f"producer-v1.0.1 was given to {before[:7]} meanwhile" in run.stderr
    assert due.git("ls-remote", "origin", "refs/tags/producer-v1.0.1").startswith(before)


def test_two_runs_of_one_commit_both_succeed(due: Repository, gate: Callable[[], None], tmp_path: Path) -> None:
    again = due.clone(tmp_path / "again")

    runs = [due.start("ci/tag", "producer", "1.0.1")]
    runs += [again.start("ci/tag", "producer", "1.0.1", GIT_COMMITTER_NAME="Another")]
    gate()

    assert [status for status, _ in ends(*runs)] == [0, 0]
    assert due.tagged_at_the_remote() == due.head


def test_two_services_are_tagged_at_once(due: Repository, gate: Callable[[], None], tmp_path: Path) -> None:
    due.commit("Change the kit", "svc_kit/app.py")
    due.git("push", "--quiet", "origin", "main")
    other = due.clone(tmp_path / "other")

    runs = [due.start("ci/tag", "producer", "1.0.1"), other.start("ci/tag", "consumer", "1.0.1")]
    gate()

    assert [status for status, _ in ends(*runs)] == [0, 0]
    assert due.tagged_at_the_remote() == due.tagged_at_the_remote("consumer-v1.0.1") == due.head
