"""Logs: one JSON object per line on stdout; never a token, never the content of an email."""

import json
import logging
import sys
import traceback
from datetime import UTC, datetime

_OWN = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime"}
_ENCODE = json.JSONEncoder(default=str).encode  # json.dumps would build one for each line
_CHATTY = ("aiobotocore", "aiohttp", "asyncio", "botocore")


class JsonLines(logging.Formatter):
    """Writes an event with the fields that were given as `extra`."""

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, object] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
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


def start(level: str) -> None:
    """Send every log of this process to stdout from this level on."""
    # What no line says need not be found out: a fifth of a line's cost (Python's "Logging HOWTO", Optimization).
    logging._srcfile = None
    logging.logThreads = logging.logProcesses = logging.logMultiprocessing = False
    handler = logging.StreamHandler(sys.stdout)
    handler.setFormatter(JsonLines())
    logging.basicConfig(level=level, handlers=[handler], force=True)
    for name in _CHATTY:  # at DEBUG the SDK writes tokens and bodies, and the server what it could not parse
        logging.getLogger(name).setLevel(max(logging.WARNING, logging.getLevelNamesMapping()[level]))
