"""Whether IAM would allow a request: the embedded AWS ignores conditions, so that they are judged here.

Only what the policies of the estate use is known; anything else is an error, never a guess. "Policy evaluation logic"
and "IAM JSON policy elements: Condition operators" of the IAM User Guide say how.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from typing import Any

from .policies import Document


@dataclass(frozen=True)
class Request:
    action: str
    resource: str
    context: dict[str, str] = field(default_factory=dict)
    """The condition keys that AWS would send along."""


def allowed(request: Request, *policies: Document) -> bool:
    """By all of them together: one Deny is enough to refuse, and one Allow is needed."""
    effects = {effect for policy in policies for effect in _effects(request, policy)}
    return "Allow" in effects and "Deny" not in effects


def denied(request: Request, policy: Document) -> bool:
    return "Deny" in _effects(request, policy)


def _effects(request: Request, policy: Document) -> set[str]:
    return {statement["Effect"] for statement in policy["Statement"] if _applies(request, statement)}


def _applies(request: Request, statement: Document) -> bool:
    return (
        any(_like(request.action.lower(), pattern.lower()) for pattern in _list(statement["Action"]))
        and any(_like(request.resource, pattern) for pattern in _list(statement["Resource"]))
        and all(
            _holds(operator, request.context.get(key), _list(values))
            for operator, tests in statement.get("Condition", {}).items()
            for key, values in tests.items()
        )
    )


def _holds(operator: str, value: str | None, wanted: list[str]) -> bool:
    if operator == "Null":
        return (value is None) is (wanted == ["true"])
    if operator.endswith("IfExists"):
        return value is None or _holds(operator.removesuffix("IfExists"), value, wanted)
    if "Not" in operator:
        # A key that is missing matches no value, and so the negation holds.
        return not _holds(operator.replace("Not", ""), value, wanted)
    return value is not None and any(OPERATORS[operator](value, each) for each in wanted)


def _equal(value: str, wanted: str) -> bool:
    return value == wanted


def _like(value: str, pattern: str) -> bool:
    """* and ? alone are wild; a bracket is a bracket."""
    return fnmatchcase(value, pattern.replace("[", "[[]"))


OPERATORS: dict[str, Callable[[str, str], bool]] = {
    "StringEquals": _equal,
    "Bool": _equal,
    "StringLike": _like,
    # Both take wildcards.
    "ArnEquals": _like,
    "ArnLike": _like,
}


def _list(value: Any) -> list[str]:
    return [str(each) for each in (value if isinstance(value, list) else [value])]
