"""Logs: one JSON object per line on stdout; never a token, never the content of an email."""

import asyncio
import json
import logging
import sys
import traceback
from collections.abc import Mapping
from contextlib import nullcontext
from datetime import UTC, datetime
from functools import lru_cache
from time import time
from typing import TextIO

import orjson

_OWN = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime"}
_CHATTY = ("aiobotocore", "aiohttp", "asyncio", "botocore")


class Joined(logging.StreamHandler[TextIO]):
    """Writes the lines of one turn of the event loop at once; a warning, or where no loop runs, without delay."""

    def __init__(self, stream: TextIO) -> None:
        super().__init__(stream)
        self._lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        try:
            self.add(self.format(record), record.levelno)
        except Exception:
            self.handleError(record)

    def add(self, line: str, level: int) -> None:
        self._lines.append(line + "\n")
        loop = asyncio._get_running_loop()
        if loop is None or level > logging.INFO:
            self.flush()
        elif len(self._lines) == 1:
            loop.call_soon(self.flush)

    def flush(self) -> None:
        with self.lock or nullcontext():
            lines, self._lines = self._lines, []
            if lines:
                self.stream.write("".join(lines))
                self.stream.flush()


class JsonLines(logging.Formatter):
    """Writes an event with the fields that were given as `extra`."""

    def format(self, record: logging.LogRecord) -> str:
        fields = {name: value for name, value in vars(record).items() if name not in _OWN}
        if record.exc_info and record.exc_info[0]:
            # The text of an exception may quote what a client sent, so only its kind and place are kept.
            fields["exception"] = record.exc_info[0].__qualname__
            fields["stack"] = "".join(traceback.format_tb(record.exc_info[2]))
        return _line(record.created, record.levelname, record.name, record.getMessage(), fields)


def event(log: logging.Logger, said: str, fields: Mapping[str, object]) -> None:
    """`log.info(said, extra=fields)` for what is said of every email: the same line at a tenth of its cost."""
    if _stdout is None:
        log.info(said, extra=fields)
    elif log.isEnabledFor(logging.INFO):
        _stdout.add(_line(time(), "INFO", log.name, said, fields), logging.INFO)


def _line(unix: float, level: str, name: str, said: str, fields: Mapping[str, object]) -> str:
    stamp = f"{_second(int(unix))}.{int(unix * 1000) % 1000:03}+00:00"
    line = {"time": stamp, "level": level, "logger": name, "event": said, **fields}
    try:
        return orjson.dumps(line, default=str).decode()
    except TypeError:  # a lone surrogate, or a number of more than 64 bits
        return json.dumps(line, separators=(",", ":"), default=str)


@lru_cache(maxsize=2)
def _second(unix: int) -> str:
    return datetime.fromtimestamp(unix, UTC).strftime("%Y-%m-%dT%H:%M:%S")


_stdout: Joined | None = None  # where `start` was called


def start(level: str) -> None:
    """Send every log of this process to stdout from this level on."""
    # What no line says need not be found out: a fifth of a line's cost (Python's "Logging HOWTO", Optimization).
    logging._srcfile = None
    logging.logThreads = logging.logProcesses = logging.logMultiprocessing = False
    global _stdout  # noqa: PLW0603 - as logging itself, it is the process' own
    handler = _stdout = Joined(sys.stdout)
    handler.setFormatter(JsonLines())
    logging.basicConfig(level=level, handlers=[handler], force=True)
    for name in _CHATTY:  # at DEBUG the SDK writes tokens and bodies, and the server what it could not parse
        logging.getLogger(name).setLevel(max(logging.WARNING, logging.getLevelNamesMapping()[level]))
