"""What differs between a wanted state and the one that is there, and how a run tells it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

State = dict[str, Any]
Change = dict[str, Any]
"""`action` (create, change, replace, remove), `kind`, `name`, and `fields`: before and after of each."""

# What tells apart the entries of a list: ours and ECS's, a policy's, a lifecycle's of S3.
NAMED_BY = ("name", "Sid", "ID")


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
    """A list of named things, such as containers or statements of a policy, reads best by their names."""
    if not isinstance(value, list) or not all(isinstance(entry, dict) for entry in value):
        return value
    for key in NAMED_BY:
        names = [entry.get(key) for entry in value]
        if value and None not in names and len(set(names)) == len(names):
            return {entry[key]: {field: entry[field] for field in entry if field != key} for entry in value}
    return value


def change(kind: str, name: str, action: str, fields: dict[str, list[Any]], told: Sequence[str] = ()) -> Change:
    """`told` names the fields that a creation is told with."""
    return {"action": action, "kind": kind, "name": name, "fields": fields, **({"told": list(told)} if told else {})}


def diff_of(told: Change) -> dict[str, Any]:
    """What `--diff` shows of a change."""
    label = f"{told['kind']} {told['name']} ({told['action']})"
    return {
        "before_header": label,
        "after_header": label,
        "before": {field: before for field, (before, _) in told["fields"].items()},
        "after": {field: after for field, (_, after) in told["fields"].items()},
    }
