"""Which findings let an image through: none that is critical, but those that somebody accepted for a while.

`ci/accepted_findings.json` is a list of `{"finding": "CVE-2026-1", "reason": "...", "until": "2026-12-31"}`.
"""

import json
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from ci.registry.outcomes import Refused
from ci.registry.scan import Finding

FILE = Path("ci/accepted_findings.json")
ENTRY = {"finding", "reason", "until"}


@dataclass(frozen=True)
class Accepted:
    finding: str
    reason: str
    until: date
    """The last day."""

    @property
    def holds(self) -> bool:
        return datetime.now(UTC).date() <= self.until


def accepted(file: Path = FILE) -> list[Accepted]:
    try:
        told = json.loads(file.read_text())
    except (OSError, ValueError) as fault:
        raise Refused(f"{file} cannot be read: {fault}") from fault
    if not isinstance(told, list):
        raise Refused(f"{file} must be a list of accepted findings")
    return [_entry(each, file) for each in told]


def require_passed(name: str, findings: Iterable[Finding], exceptions: list[Accepted]) -> None:
    """Raises Refused with every critical finding that is accepted by nobody, or no more."""
    holding = {each.finding for each in exceptions if each.holds}
    open_ones = {each for each in findings if each.severity == "CRITICAL" and each.name not in holding}
    if open_ones:
        ended = {each.finding: f", accepted until {each.until}" for each in exceptions}
        said = sorted(f"{each.name} in {each.package or '?'}{ended.get(each.name, '')}" for each in open_ones)
        raise Refused(
            f"{name} has critical findings: {'; '.join(said)}: mend them, or accept them for a while in {FILE}"
        )


def _entry(told: Any, file: Path) -> Accepted:
    try:
        if set(told) == ENTRY and told["finding"].strip() and told["reason"].strip():
            return Accepted(told["finding"], told["reason"], date.fromisoformat(told["until"]))
    except (AttributeError, TypeError, ValueError):
        pass
    raise Refused(f'{file}: {told!r} must be a "finding", a "reason" and "until", the last day as 2026-12-31')


def main() -> int:
    """Prints what is accepted today, for those who ask other sources."""
    try:
        print("\n".join(each.finding for each in accepted() if each.holds))
    except Refused as fault:
        print(f"✗ {fault}", file=sys.stderr)
        return fault.status
    return 0


if __name__ == "__main__":
    sys.exit(main())
