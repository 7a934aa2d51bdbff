"""Measures every contender in each of several rounds, and writes results/mail.json, .md and .svg.

usage: python -m benchmarks.mail [--rounds 5] [--seconds 8] [--node FOLDER] [--benthos FILE] [--only NAME]
"""

import argparse
import json
import os
import platform
import sys
from collections import defaultdict
from pathlib import Path
from statistics import median

from benchmarks.mail.contenders import consumers, producers
from benchmarks.mail.rounds import consumer_round, producer_round
from benchmarks.mail.table import figure_of, table_of

RESULTS = Path("benchmarks/results")


def main() -> None:
    asked = arguments()
    node, benthos = (Path(each) if each else None for each in (asked.node, asked.benthos))
    measured: dict[str, dict[str, list[dict[str, float]]]] = {
        "producer": defaultdict(list),
        "consumer": defaultdict(list),
    }
    for number in range(asked.rounds):
        for kind, those, take in (
            ("producer", producers(node, benthos), lambda one: producer_round(one, asked.seconds)),
            ("consumer", consumers(node, benthos), consumer_round),
        ):
            for one in those:
                if asked.only in f"{kind} {one.name}":
                    figures = take(one)
                    measured[kind][one.name].append(figures)
                    said = ", ".join(f"{name} {value:.4g}" for name, value in figures.items())
                    print(f"{number + 1} {kind} {one.name}: {said}", file=sys.stderr, flush=True)
    write({kind: {name: medians(rounds) for name, rounds in all_.items()} for kind, all_ in measured.items()}, asked)


def medians(rounds: list[dict[str, float]]) -> dict[str, float]:
    return {name: median(one[name] for one in rounds) for name in rounds[0]}


def write(results: dict[str, dict[str, dict[str, float]]], asked: argparse.Namespace) -> None:
    about = {
        "machine": f"{platform.machine()}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f} at the end",
        "python": platform.python_version(),
        "rounds": asked.rounds,
        "seconds": asked.seconds,
    }
    RESULTS.mkdir(exist_ok=True)
    (RESULTS / "mail.json").write_text(json.dumps({"about": about, **results}, indent=1) + "\n")
    (RESULTS / "mail.md").write_text(table_of(results, about))
    (RESULTS / "mail.svg").write_text(figure_of(results))
    print(table_of(results, about))


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="ci/bench")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=8)
    parser.add_argument("--node", default="")
    parser.add_argument("--benthos", default="")
    parser.add_argument("--only", default="")
    return parser.parse_args()


if __name__ == "__main__":
    main()
