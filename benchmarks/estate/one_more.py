"""Prints what one more thing costs of an apply with nothing to do: `one_more.py RUNS NO_OP.json... MORE.json...`."""

from __future__ import annotations

import sys

from table import read

# What ci/bench_estate adds of each between the two sorts of runs.
ADDED = {"service": 1, "vpc_endpoint": 2}


def main() -> None:
    runs, files = int(sys.argv[1]), sys.argv[2:]
    before, after = ([read(file) for file in part] for part in (files[:runs], files[runs:]))
    for kind, number in ADDED.items():
        fastest = [min(run.seconds[kind] for run in part) for part in (before, after)]
        print(f"one more {kind}: {(fastest[1] - fastest[0]) / number:.2f} s, the fastest of {runs} runs each")
    whole = [min(run.seconds.total() for run in part) for part in (before, after)]
    print(f"all of it: {whole[0]:.1f} s without and {whole[1]:.1f} s with them")


if __name__ == "__main__":
    main()
