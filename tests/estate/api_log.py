"""What was called at the API of an embedded AWS, read or write."""

import base64
import json
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import parse_qs, urlsplit

READS = ("Describe", "Get", "List", "Head", "BatchGet", "Lookup")
REST_READS = ("GET", "HEAD", "OPTIONS")


@contextmanager
def recorded_ctx(endpoint_url: str) -> Iterator[list[str]]:
    """The calls, complete when the context ends: an operation, or method and path where the API knows no other."""
    calls: list[str] = []
    _recorder(endpoint_url, "reset-recording", "POST")
    _recorder(endpoint_url, "start-recording", "POST")
    try:
        yield calls
    finally:
        _recorder(endpoint_url, "stop-recording", "POST")
        lines = _recorder(endpoint_url, "download-recording", "GET").splitlines()
        calls += [_call(json.loads(line)) for line in lines if line]


def writes(calls: list[str]) -> list[str]:
    return [call for call in calls if not _reads(call)]


def _recorder(endpoint_url: str, verb: str, method: str) -> str:
    url = f"{endpoint_url}/moto-api/recorder/{verb}"
    with urllib.request.urlopen(urllib.request.Request(url, method=method)) as answer:
        return str(answer.read().decode())


def _call(request: dict[str, Any]) -> str:
    headers = {name.lower(): value for name, value in dict(request["headers"]).items()}
    if target := headers.get("x-amz-target"):
        return str(target)
    body = (
        base64.b64decode(request["body"]).decode(errors="replace") if request.get("body_encoded") else request["body"]
    )
    action = parse_qs(body or "").get("Action")
    return action[0] if action else f"{request['method']} {urlsplit(request['url']).path}"


def _reads(call: str) -> bool:
    method, _, path = call.partition(" ")
    return method in REST_READS if path else call.rpartition(".")[2].startswith(READS)
