"""Whether what this runs on is at least what the lock holds."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

# What the modules and roles were proven with; an older one may lack a field or a call.
TOOLS = ("ansible-core", "boto3", "botocore", "psutil")
OLDEST_PYTHON = (3, 11)


def faults(lock: Path) -> Iterator[str]:
    if sys.version_info < OLDEST_PYTHON:
        yield f"Python is {sys.version.split()[0]} and {'.'.join(map(str, OLDEST_PYTHON))} or newer is needed"
    locked = dict(re.findall(r"^([\w-]+)==([\w.]+)", lock.read_text(), re.MULTILINE))
    for tool in TOOLS:
        found = _version(tool)
        if found is None or _numbers(found) < _numbers(locked[tool]):
            is_now = f"is {found}" if found else "is not installed"
            yield f"{tool} {is_now} and the lock has {locked[tool]}: make environment installs what it has"


def _version(tool: str) -> str | None:
    try:
        return version(tool)
    except PackageNotFoundError:
        return None


def _numbers(text: str) -> list[int]:
    return [int(part) for part in re.findall(r"\d+", text)]
