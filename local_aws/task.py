"""One task, a running copy of a service, from its start to its end."""

import asyncio
import socket
import uuid
from dataclasses import dataclass, field
from datetime import UTC, datetime

from local_aws.definition import Definition
from local_aws.state import TaskState
from local_aws.surroundings import ACCOUNT_ID, REGION


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@dataclass(frozen=True)
class Wanted:
    """What a service wants: so many tasks of its primary deployment, in these target groups; none more if given up."""

    cluster: str
    service: str
    desired: int
    deployment: str
    definition: Definition
    target_groups: tuple[str, ...]
    given_up: bool = False


@dataclass(eq=False)
class Task:
    wanted: Wanted
    id: str = field(default_factory=lambda: uuid.uuid4().hex)
    port: int = field(default_factory=_free_port)
    pid: int = 0
    create_time: float = 0
    status: str = "PENDING"
    health: str = "UNKNOWN"
    exit_code: int | None = None
    stopped_reason: str | None = None
    created_at: datetime = field(default_factory=lambda: datetime.now(UTC))
    started_at: datetime | None = None
    stopped_at: datetime | None = None
    asked_to_stop: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def arn(self) -> str:
        return f"arn:aws:ecs:{REGION}:{ACCOUNT_ID}:task/{self.wanted.cluster}/{self.id}"

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def healthy(self) -> bool:
        """Running, and found healthy by the container's health check where it has one."""
        checked = self.wanted.definition.health_check is not None
        return self.status == "RUNNING" and (self.health == "HEALTHY" or not checked)

    @property
    def state(self) -> TaskState | None:
        """None before its process is born and after its end."""
        if not self.pid or not self.started_at or self.stopped_at:
            return None
        return TaskState(
            service=self.wanted.service,
            task_arn=self.arn,
            task_definition=self.wanted.definition.arn,
            pid=self.pid,
            create_time=self.create_time,
            url=self.url,
            health=self.health,
            started_at=self.started_at.isoformat(),
        )

    def stop(self, reason: str) -> None:
        self.stopped_reason = self.stopped_reason or reason
        self.asked_to_stop.set()
