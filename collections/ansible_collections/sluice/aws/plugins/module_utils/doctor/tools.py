"""The interpreter and its packages: those of the lock, since others may build another estate."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from ansible_collections.sluice.aws.plugins.module_utils.doctor.finding import Finding, right, wrong

OLDEST_PYTHON = (3, 11)
PIN = re.compile(r"^(?P<name>[\w.-]+)(?:\[[\w,]+\])?==(?P<version>[^\s;\\]+)(?P<only_where> *;)?", re.MULTILINE)
# More are no news.
NAMED = 3


def tools(want: dict[str, Any]) -> Iterator[Finding]:
    running = ".".join(map(str, sys.version_info[:3]))
    lock = Path(want["lock"])
    pins = list(PIN.finditer(lock.read_text()))
    others = [told for pin in pins if (told := _difference(pin))]
    if sys.version_info < OLDEST_PYTHON:
        yield wrong("tools", f"Python is {running} and not 3.11 or newer", "make environment PYTHON=python3.12")
    elif others:
        more = f" and {len(others) - NAMED} more" if len(others) > NAMED else ""
        yield wrong("tools", f"{', '.join(others[:NAMED])}{more}, unlike {lock.name}", "make environment")
    else:
        yield right("tools", f"Python {running} and the {len(pins)} packages of {lock.name}")


def _difference(pin: re.Match[str]) -> str:
    try:
        found = version(pin["name"])
    except PackageNotFoundError:
        return "" if pin["only_where"] else f"{pin['name']} is not installed"
    return "" if found == pin["version"] else f"{pin['name']} is {found} and not {pin['version']}"
