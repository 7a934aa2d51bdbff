"""What a task writes: a file while it runs, and its end in the embedded CloudWatch Logs once it has stopped."""

import logging
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any, cast

from moto.core.utils import unix_time_millis
from moto.logs.models import logs_backends

from local_aws import state
from local_aws.surroundings import ACCOUNT_ID, REGION
from local_aws.task import Task

KEPT_FILES = 50
LAST_LINES = 100  # a laptop that is loaded for hours would keep all of it in memory

log = logging.getLogger(__name__)


@contextmanager
def kept_ctx(task: Task, root: Path) -> Iterator[IO[bytes]]:
    """A file for what the task writes; the oldest of others give way to it."""
    file = state.log_file(root).parent / "tasks" / f"{task.wanted.service}-{task.id[:8]}.log"
    file.parent.mkdir(parents=True, exist_ok=True)
    oldest_first = sorted(file.parent.glob("*.log"), key=lambda each: each.stat().st_mtime)
    for each in oldest_first[:-KEPT_FILES]:
        each.unlink()
    with file.open("ab") as output:
        yield output
    _publish(task, file)


def _publish(task: Task, file: Path) -> None:
    """As awslogs would: into the stream of the task, in the group that its definition names."""
    wanted, backend = task.wanted.definition.log, cast(Any, logs_backends[ACCOUNT_ID][REGION])
    if wanted is None:
        return
    if wanted.group not in backend.groups:
        log.info("the log of task %s stays in %s: there is no log group %s", task.id, file, wanted.group)
        return
    now = int(unix_time_millis())
    with file.open(errors="replace") as written:
        last = deque((line.rstrip("\n") for line in written), maxlen=LAST_LINES)
    stream = f"{wanted.prefix}/{task.wanted.definition.container}/{task.id}"
    backend.create_log_stream(wanted.group, stream)
    backend.put_log_events(wanted.group, stream, [{"timestamp": now, "message": line} for line in last if line])
