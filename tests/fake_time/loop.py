"""An event loop whose clock does not wait: where another would sleep, it jumps to its next timer."""

import asyncio
import selectors
from asyncio import Future
from collections.abc import Callable
from concurrent.futures import Executor
from time import monotonic
from typing import Any, TypeVarTuple

from tests.fake_time.traffic import Traffic, traffic

Ts = TypeVarTuple("Ts")

START = 1000.0  # not 0, which code may take for "never"
# Real seconds between two looks at what is on its way, and how many looks before a jump; a kernel delivers what this
# process sends to itself within the very call that sends it, unless it is too busy to.
LOOK = 0.001
LOOKS = 50
PATIENCE = 30.0  # real seconds; longer than whatever a test of one process does in one instant


class StandStillError(Exception):
    """The clock stood still for too long: a loop that never waits, or a wait that nothing ends."""


class JumpingSelector(selectors.DefaultSelector):
    """Waits for no time but that of threads; what is ready always comes before the next timer."""

    def __init__(self) -> None:
        super().__init__()
        self.now = START
        self.threads = 0  # at work; they live in real time, so that the clock stands still for them
        self.moved = monotonic()

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        ready = super().select(0)
        if monotonic() - self.moved > PATIENCE:
            raise StandStillError(f"it is {self.now} for {PATIENCE:g} seconds now")
        if ready or (timeout is not None and timeout <= 0):
            return ready
        if timeout is None or self.threads:
            ready = super().select(PATIENCE)
            if not ready:
                raise StandStillError(f"it is {self.now} and nothing happens")
            return ready
        ready = self._arriving()
        if not ready:
            self.now += timeout
            self.moved = monotonic()
        return ready

    def _arriving(self) -> list[tuple[selectors.SelectorKey, int]]:
        """What was sent before now and is not here yet must not be overtaken by a timer."""
        for _ in range(LOOKS):
            seen = traffic([key.fd for key in self.get_map().values()])
            if seen is Traffic.SETTLED:
                break
            ready = super().select(LOOK)
            if ready or seen is Traffic.UNKNOWN:
                return ready
        return super().select(0)


class VirtualLoop(asyncio.SelectorEventLoop):
    """Its `time()` is virtual, and with it whatever asyncio counts in seconds."""

    def __init__(self) -> None:
        self._jumping = JumpingSelector()
        super().__init__(self._jumping)

    def time(self) -> float:
        return self._jumping.now

    def run_forever(self) -> None:
        self._jumping.moved = monotonic()
        super().run_forever()

    def run_in_executor(self, executor: Executor | None, func: Callable[[*Ts], Any], *args: *Ts) -> Future[Any]:
        work = super().run_in_executor(executor, func, *args)
        self._jumping.threads += 1
        work.add_done_callback(self._thread_ended)
        return work

    def _thread_ended(self, _work: Future[Any]) -> None:
        self._jumping.threads -= 1
