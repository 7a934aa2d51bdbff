"""The lines of a plan, read aloud."""

from typing import Any

import pytest
from ansible_collections.sluice.aws.plugins.plugin_utils.approval import differences
from ansible_collections.sluice.aws.plugins.plugin_utils.failures import sentences
from ansible_collections.sluice.aws.plugins.plugin_utils.plan_text import change_text, counts, left_text, summary


def change(action: str, fields: dict[str, Any] | None = None, **more: Any) -> dict[str, Any]:
    return {"action": action, "kind": "queue", "name": "mail", "fields": fields or {}, **more}


@pytest.mark.parametrize(
    ("told", "line"),
    [
        (change("create", {"days": [None, 4], "tags": [None, {}]}), "+ create queue mail"),
        (change("create", {"days": [None, 4], "tags": [None, {}]}, told=["days"]), "+ create queue mail  days: 4"),
        (change("change", {"days": [7, 4]}), "~ change queue mail  days: 7 → 4"),
        (
            change("change", {"days": [7, 4], "a": [None, "b"]}),
            "~ change queue mail\n    days: 7 → 4\n    a: (none) → b",
        ),
        (change("replace", {"fifo": [True, False]}), "± replace queue mail  fifo: true → false"),
        (change("remove"), "- remove queue mail"),
        (change("change", {"a": ["", "x\ny"]}), '~ change queue mail  a: "" → "x\\ny"'),
    ],
)
def test_a_change_is_a_line(told: dict[str, Any], line: str) -> None:
    assert change_text(told, whole=False) == line


def test_what_is_left_on_purpose_says_why() -> None:
    left = {"kind": "bucket", "name": "mail", "why": "it holds objects"}
    assert left_text(left) == "= leave bucket mail: it holds objects"


def test_a_long_value_is_cut_unless_all_is_asked_for() -> None:
    long = change("change", {"policy": ["a" * 500, "b"]})
    assert len(change_text(long, whole=False)) < 250
    assert "a" * 500 in change_text(long, whole=True)


@pytest.mark.parametrize(
    ("actions", "check", "failed", "said"),
    [
        ([], True, 0, "No changes."),
        ([], False, 0, "No changes."),
        (["create", "create", "replace"], True, 0, "Plan: 2 to create, 0 to change, 1 to replace, 0 to remove."),
        (["remove"], False, 0, "Applied: 0 created, 0 changed, 0 replaced, 1 removed."),
        ([], True, 1, "The plan is not whole, 1 error; seen: 0 to create, 0 to change, 0 to replace, 0 to remove."),
        (["change"], False, 2, "Failed, 2 errors; done: 0 created, 1 changed, 0 replaced, 0 removed."),
    ],
)
def test_a_run_ends_with_its_counts(actions: list[str], check: bool, failed: int, said: str) -> None:
    assert summary(counts(change(action) for action in actions), check=check, failed=failed) == said


def test_what_may_hold_a_secret_is_not_told() -> None:
    (said,) = sentences({"censored": "hidden", "msg": "the token is 1234", "failed": True}, "Make it", "copy")
    assert "1234" not in said


def test_an_approved_plan_differs_by_code_account_and_change() -> None:
    approved = {"estate": "a", "account": "1", "code": "x", "failed": [], "changes": [change("create")]}
    assert list(differences(approved, approved)) == []
    moved = {**approved, "account": "2", "code": "y", "changes": [change("change", {"days": [1, 2]})]}
    assert list(differences(approved, moved)) == [
        "the account was 1 and is 2",
        "the playbooks, roles, modules or the inventory have changed",
        "queue mail: approved was to create it, and now it is to change",
    ]
    assert "no longer so:  + create queue mail" in list(differences(approved, {**approved, "changes": []}))


def test_both_changes_of_what_changes_twice_are_compared() -> None:
    twice = [change("change", {"a": [1, 2]}), change("change", {"b": [1, 2]})]
    approved = {"estate": "a", "account": "1", "code": "x", "failed": [], "changes": twice}
    moved = {**approved, "changes": [change("change", {"a": [1, 3]}), twice[1]]}
    assert list(differences(approved, moved)) == ["queue mail: approved was another a"]
