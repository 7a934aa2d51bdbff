"""Hosts as ECS scales them, and tasks that wait until one of them has room and then until they have started."""

from collections import deque
from math import ceil

from benchmarks.scale.estate import Hosts
from benchmarks.scale.scaler import MINUTES_IN

# Of our own choice, since AWS promises neither: until a host that was asked for takes tasks, and until a task that has
# a host is healthy in its target group.
HOST_SECONDS = 120
TASK_SECONDS = 30


class Tasks:
    """Those of one service that run, that start, and that wait for room."""

    def __init__(self, running: int) -> None:
        self.desired = self.running = running
        self.starting: deque[float] = deque()

    @property
    def placed(self) -> int:
        return self.running + len(self.starting)

    @property
    def waiting(self) -> int:
        return max(0, self.desired - self.placed)

    def place(self, now: float, room: int) -> None:
        self.starting.extend([now + TASK_SECONDS] * min(room, self.waiting))

    def pass_to(self, now: float) -> None:
        while self.starting and self.starting[0] <= now:
            self.starting.popleft()
            self.running += 1
        while self.placed > self.desired:
            if self.starting:
                self.starting.pop()
            else:
                self.running -= 1


class Fleet:
    """Never fewer hosts than the tasks need that run, never more than the inventory's maximum."""

    def __init__(self, hosts: Hosts, services: list[Tasks]) -> None:
        self._hosts = hosts
        self._services = services
        self._booting: deque[float] = deque()
        self._low_minutes = 0
        self.running = min(hosts.maximum, self._right(self._placed))

    def pass_to(self, now: float) -> None:
        while self._booting and self._booting[0] <= now:
            self._booting.popleft()
            self.running += 1
        for tasks in self._services:
            tasks.pass_to(now)
        for tasks in self._services:
            tasks.place(now, self.running * self._hosts.tasks_each - self._placed)

    def minute(self, now: float) -> None:
        """The capacity provider: more hosts after one minute, fewer after fifteen."""
        right = min(self._hosts.maximum, self._right(self._placed + sum(tasks.waiting for tasks in self._services)))
        asked = self.running + len(self._booting)
        self._booting.extend([now + HOST_SECONDS] * (right - asked))
        self._low_minutes = self._low_minutes + 1 if right < asked else 0
        if self._low_minutes >= MINUTES_IN and not self._booting:
            self.running = right
            self._low_minutes = 0

    @property
    def _placed(self) -> int:
        return self._hosts.other_tasks + sum(tasks.placed for tasks in self._services)

    def _right(self, tasks: int) -> int:
        needed = ceil(tasks / self._hosts.tasks_each)
        return max(self._hosts.minimum, ceil(100 * needed / self._hosts.target_capacity))
