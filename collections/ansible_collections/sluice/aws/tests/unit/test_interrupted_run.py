"""How a run with the lock, and what it has forked, end when they are told to."""

import signal
import subprocess
import sys

import pytest

TOLD = [signal.SIGINT, signal.SIGTERM]
# A process of its own that ends as a run does, since one that is interrupted would take its tests along.
RUN = """
import os, signal, sys, time
from multiprocessing import get_context
from ansible_collections.sluice.aws.plugins.callback.lock import _end_in_order

def raised(number, frame):
    raise KeyboardInterrupt

_end_in_order(raised)
number = int(sys.argv[1])
"""
ITSELF = """
try:
    os.kill(os.getpid(), number)
    time.sleep(10)
except KeyboardInterrupt:
    print("interrupted")
"""
A_WORKER = """
reader, writer = os.pipe()
worker = os.fork()
if not worker:
    try:
        os.write(writer, b"ready")
        time.sleep(10)
    finally:
        os._exit(0)
os.read(reader, 5)
os.kill(worker, number)
_, status = os.waitpid(worker, 0)
print("ended by", os.WIFSIGNALED(status) and os.WTERMSIG(status))
"""
AMID_A_FORK = """
os.register_at_fork(after_in_parent=lambda: signal.raise_signal(number))
process = get_context("fork").Process(target=os.getpid)
try:
    process.start()
    time.sleep(10)
    print("lost")
except KeyboardInterrupt:
    print("interrupted")
process.join()
"""


def said(body: str, number: signal.Signals) -> str:
    command = [sys.executable, "-c", RUN + body, str(int(number))]
    environment = {"PYTHONPATH": ":".join(filter(None, sys.path))}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    return done.stdout.strip()


@pytest.mark.parametrize("number", TOLD)
def test_the_run_is_interrupted(number: signal.Signals) -> None:
    assert said(ITSELF, number) == "interrupted"


@pytest.mark.parametrize("number", TOLD)
def test_a_worker_that_has_no_handler_of_its_own_yet_just_ends(number: signal.Signals) -> None:
    """Interrupted as the run is, it would go on with its task, deaf to what ends it."""
    assert said(A_WORKER, number) == f"ended by {int(number)}"


@pytest.mark.parametrize("number", TOLD)
def test_a_signal_amid_a_fork_is_not_lost(number: signal.Signals) -> None:
    """Python ignores what is raised then; a signal that it looks at after the fork interrupts the run."""
    assert said(AMID_A_FORK, number) == "interrupted"
