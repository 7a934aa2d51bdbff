"""Prints what applies took: `table.py FULL.json NO_OP.json...`, and of the second kind the fastest."""

from __future__ import annotations

import json
import sys
from collections import Counter
from pathlib import Path
from typing import NamedTuple

ROW = "{:<18}{:>6}{:>15}{:>8}{:>16}"


class Run(NamedTuple):
    calls: Counter[str]
    seconds: Counter[str]


def read(file: str) -> Run:
    run = Run(Counter(), Counter())
    for task in json.loads(Path(file).read_text()):
        of = task["action"].rpartition(".")[2] if task["calls"] else "(no module)"
        run.calls[of] += task["calls"]
        run.seconds[of] += task["seconds"]
    return run


def main() -> None:
    full, *again = (read(file) for file in sys.argv[1:])
    no_op = min(again, key=lambda run: run.seconds.total())
    print(ROW.format("", "calls", "from nothing", "calls", "nothing to do"))
    for of, seconds in sorted(full.seconds.items(), key=lambda item: -item[1]):
        print(ROW.format(of, full.calls[of], f"{seconds:.1f} s", no_op.calls[of], f"{no_op.seconds[of]:.1f} s"))
    total = (full.calls.total(), f"{full.seconds.total():.1f} s", no_op.calls.total(), f"{no_op.seconds.total():.1f} s")
    print(ROW.format("all", *total))
    print(f"nothing to do, each run: {', '.join(f'{run.seconds.total():.1f} s' for run in again)}")


if __name__ == "__main__":
    main()
