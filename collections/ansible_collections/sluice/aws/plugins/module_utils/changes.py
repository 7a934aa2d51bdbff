"""What differs between a wanted state and the one that is there, and how a run tells it."""

from __future__ import annotations

from typing import Any

State = dict[str, Any]
Change = dict[str, Any]
"""`action` (create, change, replace, remove), `kind`, `name`, and `fields`: before and after of each."""


def differences(want: State, have: State) -> dict[str, list[Any]]:
    """Before and after by dotted field; what the inventory leaves unsaid is not ours to judge."""
    return {
        path: values
        for field, value in want.items()
        if value is not None
        for path, values in _differences(field, have.get(field), value).items()
    }


def _differences(path: str, before: Any, after: Any) -> dict[str, list[Any]]:
    before, after = _by_name(before), _by_name(after)
    if not (isinstance(before, dict) and isinstance(after, dict)):
        return {} if before == after else {path: [before, after]}
    return {
        deeper: values
        for key in {**before, **after}
        for deeper, values in _differences(f"{path}.{key}", before.get(key), after.get(key)).items()
    }


def _by_name(value: Any) -> Any:
    """A list of named things, such as containers or variables, reads best by their names."""
    if isinstance(value, list) and value and all(isinstance(entry, dict) and "name" in entry for entry in value):
        return {entry["name"]: {key: entry[key] for key in entry if key != "name"} for entry in value}
    return value


def change(kind: str, name: str, action: str, fields: dict[str, list[Any]]) -> Change:
    return {"action": action, "kind": kind, "name": name, "fields": fields}


def diff_of(told: Change) -> dict[str, Any]:
    """What `--diff` shows of a change."""
    label = f"{told['kind']} {told['name']} ({told['action']})"
    return {
        "before_header": label,
        "after_header": label,
        "before": {field: before for field, (before, _) in told["fields"].items()},
        "after": {field: after for field, (_, after) in told["fields"].items()},
    }
