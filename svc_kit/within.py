"""A deadline for a part of a task: what asyncio.timeout does, at a third of its cost."""

import asyncio
from collections.abc import Callable
from types import TracebackType


class Within:
    """Raises `late` at its end where the seconds were over before; a plain `with`, since nothing is awaited."""

    __slots__ = ("_cancelling", "_expired", "_late", "_seconds", "_task", "_timer")

    def __init__(self, seconds: float, late: Callable[[], Exception] = TimeoutError) -> None:
        self._seconds = seconds
        self._late = late
        self._expired = False

    def __enter__(self) -> None:
        loop = asyncio.get_running_loop()
        task = asyncio.current_task(loop)
        if task is None:
            raise RuntimeError("a deadline is a task's")
        self._task = task
        self._cancelling = task.cancelling()
        self._timer = loop.call_later(self._seconds, self._expire)

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, _trace: TracebackType | None
    ) -> None:
        self._timer.cancel()
        # A task that was cancelled by somebody else too stays cancelled.
        if self._expired and self._task.uncancel() <= self._cancelling and kind is asyncio.CancelledError:
            raise self._late() from fault

    def _expire(self) -> None:
        self._expired = True
        self._task.cancel()
