"""What a caller must get of a service while it is watched."""

from __future__ import annotations

import json
import os
from http.client import HTTPException
from typing import Any
from urllib.error import HTTPError

from ansible.module_utils.urls import open_url
from ansible_collections.amazon.aws.plugins.module_utils.modules import AnsibleAWSModule
from ansible_collections.sluice.aws.plugins.module_utils.refusals import RefusedError

BAD_ANSWERS = 3  # in a row; a single one may be the network's
PATIENCE_SECONDS = 5
HARMLESS = "GET"

Asked = dict[str, Any]


class Smoke:
    """The requests of a module's `smoke`, less those that need what this environment does not have."""

    def __init__(self, module: AnsibleAWSModule, version: str) -> None:
        """Of an image without a version, any version is right."""
        self._url, self._version = module.params["url"], version
        self._listed = [each for each in module.params["smoke"] if self._url and _secrets(each) is not None]
        self._due = list(self._listed)
        self._bad = 0

    @property
    def holds(self) -> bool:
        """Whether each has had the right answer, and the last answers were right."""
        return not self._bad and all(each["method"] == HARMLESS for each in self._due)

    def ask(self) -> None:
        """Raises RefusedError where one is answered wrongly again and again."""
        faults = {index: fault for index, each in enumerate(self._due) if (fault := self._fault(each))}
        self._due = [each for index, each in enumerate(self._due) if index in faults or each["method"] == HARMLESS]
        self._bad = self._bad + 1 if faults else 0
        if self._bad >= BAD_ANSWERS:
            raise RefusedError(next(iter(faults.values())))

    def _fault(self, asked: Asked) -> str | None:
        request = " ".join(filter(None, [asked["method"], self._url + asked["path"], asked["what"]]))
        try:
            status, said = _answer(self._url, asked)
            told = str(json.loads(said)["version"]) if asked["says_version"] and status == asked["status"] else ""
        except (OSError, HTTPException, ValueError, KeyError, TypeError) as error:
            return f"{request} fails: {error}"
        if status != asked["status"]:
            return f"{request} is answered {status} and not {asked['status']}"
        if told and self._version and told != self._version:
            return f"{request} says version {told} and not {self._version}"
        return None


def _answer(url: str, asked: Asked) -> tuple[int, bytes]:
    body = {**(asked["body"] or {}), **(_secrets(asked) or {})}
    try:
        answer = open_url(
            url + asked["path"],
            method=asked["method"],
            data=json.dumps(body) if body else None,
            headers=({"Content-Type": "application/json"} if body else {}) | (asked["headers"] or {}),
            timeout=PATIENCE_SECONDS,
            follow_redirects="none",
        )
        return int(answer.status), bytes(answer.read())
    except HTTPError as error:
        return error.code, b""


def _secrets(asked: Asked) -> dict[str, str] | None:
    """None where one is not there: it is read here and nowhere told, not even to who reads a module's arguments."""
    found = {field: os.environ.get(variable, "") for field, variable in (asked["from_environment"] or {}).items()}
    return found if all(found.values()) else None
