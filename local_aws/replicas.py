"""The tasks of one service, as many and as new as it wants."""

import asyncio
from collections import deque

from local_aws.life import Host, live
from local_aws.task import Task, Wanted

LONGEST_PAUSE = 30.0
KEPT_STOPPED = 10


class Backoff:
    """When the next task may start: at once after the first end, then ever later, up to 30 s."""

    def __init__(self) -> None:
        self._ends = 0
        self._until = 0.0

    def over(self, now: float) -> bool:
        return now >= self._until

    def ended(self, lived: float, now: float) -> None:
        """A task ended unasked after `lived` seconds; one that was up for long begins the count again."""
        self._ends = 1 if lived > LONGEST_PAUSE else self._ends + 1
        self._until = now + (min(LONGEST_PAUSE, 2.0 ** (self._ends - 2)) if self._ends > 1 else 0)


class Replicas:
    """Follows what one service wants; a new deployment replaces the old tasks as its own become ready."""

    def __init__(self, host: Host) -> None:
        self.tasks: list[Task] = []
        self.stopped: deque[Task] = deque(maxlen=KEPT_STOPPED)
        self._host = host
        self._backoff = Backoff()
        self.failed = 0
        self._deployment = ""
        self._lives: set[asyncio.Task[None]] = set()

    def follow(self, wanted: Wanted) -> None:
        if wanted.deployment != self._deployment:
            self._deployment, self._backoff, self.failed = wanted.deployment, Backoff(), 0
        staying = [task for task in self.tasks if not task.asked_to_stop.is_set()]
        new = [task for task in staying if task.wanted.deployment == wanted.deployment]
        old = [task for task in staying if task.wanted.deployment != wanted.deployment]
        if not wanted.given_up and self._backoff.over(asyncio.get_running_loop().time()):
            for _ in range(wanted.desired - len(new)):
                self._start(wanted)
        ready = sum(map(self._ready, new))
        replaced = old[: max(0, ready + len(old) - wanted.desired)]
        for task in [*new[wanted.desired :], *replaced]:
            task.stop(f"Scaling activity initiated by (deployment {wanted.deployment})")

    @property
    def ready(self) -> int:
        """How many tasks of the newest deployment serve."""
        return sum(self._ready(task) for task in self.tasks if task.wanted.deployment == self._deployment)

    def stop(self, reason: str) -> None:
        for task in self.tasks:
            task.stop(reason)

    async def end(self) -> None:
        self.stop("The embedded AWS is going down")
        await asyncio.gather(*self._lives)

    def _ready(self, task: Task) -> bool:
        groups = task.wanted.target_groups
        return task.healthy and all(self._host.receives_requests(group, task.port) for group in groups)

    def _start(self, wanted: Wanted) -> None:
        task = Task(wanted)
        self.tasks.append(task)
        life = asyncio.create_task(self._live(task))
        self._lives.add(life)
        life.add_done_callback(self._lives.discard)

    async def _live(self, task: Task) -> None:
        clock = asyncio.get_running_loop().time
        begun = clock()
        try:
            await live(task, self._host)
        finally:
            self.tasks.remove(task)
            self.stopped.append(task)
            if not task.asked_to_stop.is_set() and task.wanted.deployment == self._deployment:
                self.failed += 1
                self._backoff.ended(clock() - begun, clock())
