"""A worker whose run is killed does not wait for it for ever, whenever that happens."""

import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest

# A run that forks a worker, tells its pid and kills itself as `kill -9` would; the worker then has something to tell.
RUN = """
import multiprocessing, os, signal, time
from ansible_collections.sluice.aws.plugins.plugin_utils.worker import end_with_the_run

def work():
    time.sleep({at_work})
    end_with_the_run()
    time.sleep(60)

worker = multiprocessing.get_context("fork").Process(target=work)
worker.start()
print(worker.pid, flush=True)
time.sleep(0.5)
os.kill(os.getpid(), signal.SIGKILL)
"""
COLLECTIONS = Path(__file__).parents[5]


@pytest.mark.parametrize("at_work", [0, 1.5], ids=["done before", "at work still"])
def test_it_ends_with_the_run_once_its_work_is_done(at_work: float) -> None:
    run = subprocess.Popen(
        [sys.executable, "-c", RUN.format(at_work=at_work)],
        env={"PYTHONPATH": str(COLLECTIONS)},
        stdout=subprocess.PIPE,
        text=True,
    )
    assert run.stdout
    worker = psutil.Process(int(run.stdout.readline()))
    run.wait()
    if at_work:
        assert not ended(worker), "what it has begun it brings to an end"
    deadline = time.monotonic() + 10
    while not ended(worker):
        assert time.monotonic() < deadline, "it waits for a run that is gone"
        time.sleep(0.05)


def ended(process: psutil.Process) -> bool:
    try:
        return bool(process.status() == psutil.STATUS_ZOMBIE)
    except psutil.NoSuchProcess:
        return True
