"""What a service wrote, and what must not stand in it."""

import json
from collections import Counter
from collections.abc import Collection, Iterable
from pathlib import Path
from signal import SIGKILL, SIGTERM, Signals
from typing import Any

MOST_COMPLAINTS = 20  # kept of one service: the rest says the same


class Log:
    def __init__(self, path: Path) -> None:
        self.path = path
        self.outcomes: Counter[str] = Counter()
        self.complaints: list[str] = []
        self._torn: bytes | None = None  # the last line, where it tells no event

    def read(self, line: bytes) -> dict[str, Any] | None:
        """The event that the line tells; a complaint where it tells none, or one that must never happen."""
        self._complain_of_torn()
        try:
            event: dict[str, Any] = json.loads(line)
        except ValueError:
            self._torn = line
            return None
        self.outcomes[event.get("outcome", "")] += 1
        if event["level"] in ("ERROR", "CRITICAL") or "exception" in event:
            self._complain(line.decode().strip())
        return event

    def ended(self, status: int, told: Collection[Signals]) -> None:
        """Who was told to stop ends with 0, who was killed by that, perhaps in the middle of a line."""
        if SIGKILL in told and status == -SIGKILL:
            self._torn = None
        self._complain_of_torn()
        if status not in {0 if number == SIGTERM else -number for number in told}:
            self._complain(f"ended with status {status} after {[number.name for number in told] or 'no signal'}")

    def _complain_of_torn(self) -> None:
        if self._torn is not None:
            self._complain(f"no event: {self._torn!r}")
            self._torn = None

    def _complain(self, of: str) -> None:
        if len(self.complaints) < MOST_COMPLAINTS:
            self.complaints.append(of)


def mentions(logs: Iterable[Log], ids: Iterable[str]) -> list[str]:
    """All lines in which any of the ids stands, oldest first."""
    wanted = [one for one in ids if one]
    found = [
        f"{log.path.stem}: {line.strip()}"
        for log in logs
        for line in log.path.read_text(errors="replace").splitlines()
        if any(one in line for one in wanted)
    ]
    return sorted(found, key=lambda line: line.partition('"time": "')[2])
