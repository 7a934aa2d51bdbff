"""The words of a doctor: a line for each thing that was looked at, and the counts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any

from ansible import constants
from ansible_collections.sluice.aws.plugins.module_utils.doctor.finding import RIGHT, SIGNS, UNCHECKED, WRONG

COLORS = {RIGHT: constants.COLOR_OK, WRONG: constants.COLOR_ERROR, UNCHECKED: constants.COLOR_SKIP}
WIDTH = 19  # of the longest title, and a space


def findings_text(findings: Iterable[dict[str, Any]]) -> Iterator[tuple[str, str | None]]:
    """Each line and its color, with the next command below what is wrong."""
    counted: Counter[str] = Counter()
    for finding in findings:
        verdict = finding["verdict"]
        counted[verdict] += 1
        yield f"{SIGNS[verdict]} {finding['what']:<{WIDTH}}{finding['said']}", COLORS[verdict]
        if finding["then"]:
            yield f"  {'':<{WIDTH}}next: {finding['then']}", None
    yield ", ".join(f"{counted[verdict]} {verdict}" for verdict in (RIGHT, WRONG, UNCHECKED)), None
