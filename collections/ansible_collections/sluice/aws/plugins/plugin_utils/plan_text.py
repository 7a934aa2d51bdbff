"""The words of a plan: one line for each resource, and one for their number."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable
from typing import Any

SIGNS = {"create": "+", "change": "~", "replace": "±", "remove": "-"}
COLORS = {"create": "green", "change": "yellow", "replace": "bright red", "remove": "red"}
DONE = {"create": "created", "change": "changed", "replace": "replaced", "remove": "removed"}

# A policy of some pages would hide the line after it; -v shows all of it.
LONGEST_VALUE = 160


def change_text(change: dict[str, Any], whole: bool) -> str:
    """`whole` leaves no field of a creation and no end of a long value out."""
    action = change["action"]
    head = f"{SIGNS[action]} {action} {change['kind']} {change['name']}".rstrip()
    fields = [f"{field}: {_values(action, values, whole)}" for field, values in _told(change, whole).items()]
    if len(fields) == 1:
        return f"{head}  {fields[0]}"
    return "\n".join([head, *(f"    {field}" for field in fields)])


def left_text(left: dict[str, str]) -> str:
    """What a removal leaves on purpose."""
    return f"= leave {left['kind']} {left['name']}: {left['why']}"


def _told(change: dict[str, Any], whole: bool) -> dict[str, list[Any]]:
    """A creation says only what its kind holds for worth saying."""
    fields: dict[str, list[Any]] = change["fields"]
    if change["action"] != "create" or whole:
        return fields
    return {field: values for field, values in fields.items() if field in change.get("told", [])}


def _values(action: str, values: list[Any], whole: bool) -> str:
    before, after = (_value(value, whole) for value in values)
    return after if action == "create" else f"{before} → {after}"


def _value(value: Any, whole: bool) -> str:
    if value is None:
        return "(none)"
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, sort_keys=True)
    text = text if text.isprintable() and text else json.dumps(text, ensure_ascii=False)
    return text if whole or len(text) <= LONGEST_VALUE else f"{text[:LONGEST_VALUE]}…"


def counts(changes: Iterable[dict[str, Any]]) -> dict[str, int]:
    found = Counter(change["action"] for change in changes)
    return {action: found[action] for action in SIGNS}


def summary(number: dict[str, int], *, check: bool, failed: int) -> str:
    """The last line of a run."""
    said = ", ".join(f"{number[action]} {f'to {action}' if check else done}" for action, done in DONE.items())
    if failed:
        errors = f"{failed} {'error' if failed == 1 else 'errors'}"
        return f"The plan is not whole, {errors}; seen: {said}." if check else f"Failed, {errors}; done: {said}."
    if not any(number.values()):
        return "No changes."
    return f"{'Plan' if check else 'Applied'}: {said}."
