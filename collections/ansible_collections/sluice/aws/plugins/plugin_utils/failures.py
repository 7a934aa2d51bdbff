"""What a failed task says, as sentences that a reader can act on."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

# Actions whose message stands in a role, and so needs no name of a task to be understood.
WRITTEN_BY_US = ("assert", "fail")


def sentences(result: Mapping[str, Any], task: str, action: str) -> list[str]:
    """One for each thing that is wrong, and never a stack trace."""
    if "failures" in result:
        return [str(sentence) for sentence in result["failures"]]
    if "argument_errors" in result:
        return [f"The inventory is not valid: {error}" for error in result["argument_errors"]]
    if result.get("censored"):
        return [f"{task}: it failed, and what it said may hold a secret"]
    said = " ".join(str(result.get("msg") or result.get("stderr") or "it gave no reason").split())
    return [said if action.rpartition(".")[2] in WRITTEN_BY_US else f"{task}: {said}"]
