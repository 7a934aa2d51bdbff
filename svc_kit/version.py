"""The version of what runs: a build writes it beside the packages, and a checkout has none."""

from pathlib import Path

FILE = Path(__file__).parents[1] / "VERSION"


def version() -> str:
    if FILE.exists():
        return FILE.read_text(encoding="ascii").strip()
    return "0.0.0+checkout"
