"""How a run with the lock, and what it has forked, end when they are told to."""

import os
import signal
import time
from collections.abc import Iterator
from multiprocessing import get_context

import pytest
from ansible_collections.sluice.aws.plugins.callback.lock import _end_in_order

TOLD = [signal.SIGINT, signal.SIGTERM]
HANDLED = [*TOLD, signal.SIGALRM]


def raised(_number: int, _frame: object) -> None:
    raise KeyboardInterrupt


@pytest.fixture(autouse=True)
def handlers() -> Iterator[None]:
    before = {number: signal.getsignal(number) for number in HANDLED}
    _end_in_order(raised)
    yield
    for number, handler in before.items():
        signal.signal(number, handler)


@pytest.mark.parametrize("number", TOLD)
def test_the_run_is_interrupted(number: signal.Signals) -> None:
    with pytest.raises(KeyboardInterrupt):
        os.kill(os.getpid(), number)


@pytest.mark.parametrize("number", TOLD)
def test_a_worker_that_has_no_handler_of_its_own_yet_just_ends(number: signal.Signals) -> None:
    """Interrupted as the run is, it would go on with its task, deaf to what ends it."""
    reader, writer = os.pipe()
    worker = os.fork()
    if not worker:
        try:
            os.write(writer, b"ready")
            time.sleep(5)
        finally:
            os._exit(0)
    os.read(reader, 5)
    os.kill(worker, number)
    _, status = os.waitpid(worker, 0)
    assert os.WIFSIGNALED(status)
    assert os.WTERMSIG(status) == number


@pytest.mark.parametrize("number", TOLD)
def test_a_signal_amid_a_fork_is_not_lost(number: signal.Signals) -> None:
    """Python ignores what is raised then; a signal that it looks at after the fork interrupts the run."""
    os.register_at_fork(after_in_parent=lambda: signal.raise_signal(amid.pop()) if amid else None)
    amid = [number]
    process = get_context("fork").Process(target=os.getpid)
    with pytest.raises(KeyboardInterrupt):  # noqa: PT012 -- wherever the run is by then
        process.start()
        assert not amid
        # Another thread may be given the signal, so that a single sleep would last to its end.
        for _ in range(500):
            time.sleep(0.01)
    process.join()
