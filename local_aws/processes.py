"""Finds processes again by number and birth, and ends them."""

import time
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress

import psutil


def birth(pid: int) -> float:
    """Seconds since the epoch; with the number it names one process for ever."""
    return psutil.Process(pid).create_time()


def find(pid: int, create_time: float) -> psutil.Process | None:
    """The process that was recorded, and not another that was given its number since."""
    try:
        process = psutil.Process(pid)
    except psutil.NoSuchProcess:
        return None
    # The birth is counted from the boot, and a corrected clock moves the boot.
    same = abs(process.create_time() - create_time) < 1
    return process if same and alive(process) else None


def alive(process: psutil.Process) -> bool:
    try:
        return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def end(processes: Sequence[psutil.Process], patience: float) -> None:
    """SIGTERM for each, `patience` seconds for it to end its children too, SIGKILL for all that is left."""
    family = {relative for process in processes for relative in _family(process)}
    _signal(processes, psutil.Process.terminate)
    wait_until(lambda: not any(map(alive, processes)), patience)
    _signal(family, psutil.Process.kill)
    wait_until(lambda: not any(map(alive, family)), 5)


def wait_until(condition: Callable[[], bool], patience: float) -> bool:
    deadline = time.monotonic() + patience
    while not (met := condition()) and time.monotonic() < deadline:
        time.sleep(0.05)
    return met


def _family(process: psutil.Process) -> list[psutil.Process]:
    try:
        return [process, *process.children(recursive=True)]
    except psutil.NoSuchProcess:
        return []


def _signal(processes: Iterable[psutil.Process], send: Callable[[psutil.Process], None]) -> None:
    for process in filter(alive, processes):
        with suppress(psutil.NoSuchProcess):
            send(process)
