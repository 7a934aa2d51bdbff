"""Writes the tables of docs/scale.md and docs/scale.svg, or tells whether they are what it would write.

usage: python -m benchmarks.scale [--check] [--results FILE] [--docs FOLDER]
"""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from benchmarks.scale.figures import RESULTS, MissingError, read

DOCS = Path("docs")


def main(given: Sequence[str] | None = None) -> int:
    asked = arguments(given)
    try:
        made = texts(asked.results, asked.docs)
    except MissingError as missing:
        print(f"✗ {missing}", file=sys.stderr)
        return 1
    stale = [file for file, text in made.items() if not file.exists() or file.read_text() != text]
    for file in stale:
        if asked.check:
            print(f"✗ {file} is not what the results and the inventory say: make scale writes it", file=sys.stderr)
        else:
            file.write_text(made[file])
            print(f"✓ {file}")
    return 1 if asked.check and stale else 0


def texts(results: Path, docs: Path) -> dict[Path, str]:
    figures = read(results)
    # Ansible takes a second to import, which nobody should wait for where there are no results.
    from benchmarks.scale import estate  # noqa: PLC0415
    from benchmarks.scale.page import page  # noqa: PLC0415

    file = docs / "scale.md"
    text, picture = page(file.read_text(), figures, estate.read())
    return {file: text, docs / "scale.svg": picture}


def arguments(given: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="ci/scale")
    parser.add_argument("--check", action="store_true", help="write nothing; exit status 1 where something differs")
    parser.add_argument("--results", type=Path, default=RESULTS)
    parser.add_argument("--docs", type=Path, default=DOCS)
    return parser.parse_args(given)


if __name__ == "__main__":
    sys.exit(main())
