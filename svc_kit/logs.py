"""Logs: one JSON object per line on stdout; never a token, never the content of an email."""

import asyncio
import json
import logging
import sys
import traceback
from contextlib import nullcontext
from datetime import UTC, datetime
from functools import lru_cache
from typing import TextIO

_OWN = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime"}
_ENCODE = json.JSONEncoder(default=str).encode  # json.dumps would build one for each line
_CHATTY = ("aiobotocore", "aiohttp", "asyncio", "botocore")


class Joined(logging.StreamHandler[TextIO]):
    """Writes the lines of one turn of the event loop at once; a warning, or where no loop runs, without delay."""

    def __init__(self, stream: TextIO) -> None:
        super().__init__(stream)
        self._lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        try:
            self._lines.append(self.format(record) + "\n")
            loop = asyncio._get_running_loop()
            if loop is None or record.levelno > logging.INFO:
                self.flush()
            elif len(self._lines) == 1:
                loop.call_soon(self.flush)
        except Exception:
            self.handleError(record)

    def flush(self) -> None:
        with self.lock or nullcontext():
            lines, self._lines = self._lines, []
            if lines:
                self.stream.write("".join(lines))
                self.stream.flush()


class JsonLines(logging.Formatter):
    """Writes an event with the fields that were given as `extra`."""

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, object] = {
            "time": f"{_second(int(record.created))}.{int(record.created * 1000) % 1000:03}+00:00",
            "level": record.levelname,
            "logger": record.name,
            "event": record.getMessage(),
        }
        line |= {name: value for name, value in vars(record).items() if name not in _OWN}
        if record.exc_info and record.exc_info[0]:
            # The text of an exception may quote what a client sent, so only its kind and place are kept.
            line["exception"] = record.exc_info[0].__qualname__
            line["stack"] = "".join(traceback.format_tb(record.exc_info[2]))
        return _ENCODE(line)


@lru_cache(maxsize=2)
def _second(unix: int) -> str:
    return datetime.fromtimestamp(unix, UTC).strftime("%Y-%m-%dT%H:%M:%S")


def start(level: str) -> None:
    """Send every log of this process to stdout from this level on."""
    # What no line says need not be found out: a fifth of a line's cost (Python's "Logging HOWTO", Optimization).
    logging._srcfile = None
    logging.logThreads = logging.logProcesses = logging.logMultiprocessing = False
    handler = Joined(sys.stdout)
    handler.setFormatter(JsonLines())
    logging.basicConfig(level=level, handlers=[handler], force=True)
    for name in _CHATTY:  # at DEBUG the SDK writes tokens and bodies, and the server what it could not parse
        logging.getLogger(name).setLevel(max(logging.WARNING, logging.getLevelNamesMapping()[level]))
