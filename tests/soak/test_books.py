"""The books notice whatever is wrong, and nothing else."""

from collections.abc import Sequence
from dataclasses import replace
from hashlib import sha256
from typing import Any

import pytest

from svc_kit.email import Email
from tests.soak.books import Books
from tests.soak.direct import Direct
from tests.soak.emails import Posted
from tests.soak.fate import Fate
from tests.soak.kept import Kept, Object

POSTED = Posted(7, Email("a", "b", "7", "7: c"), key="k")
ACCEPTED = Fate(POSTED, ["503", "ClientOSError", "202"], {"an-id"})
UNKNOWN = Fate(POSTED, ["503"])
DECLINED = Fate(replace(POSTED, declined=401), ["401"])
POISON = Direct("no json", None, poison=True)
FOREIGN = Direct("{}", None, poison=False)
FOREIGN.message_id = "its-id"


def stored(body: str = POSTED.body, email_id: str = "an-id", **changes: Any) -> Object:
    digest = {"sha256": sha256(body.encode()).hexdigest()}
    return replace(Object(f"emails/{email_id}.json", body.encode(), "application/json", digest), **changes)


def found(
    fates: Sequence[Fate] = (),
    directs: Sequence[Direct] = (),
    objects: Sequence[Object] = (),
    dead_letters: Sequence[str] = (),
) -> list[str]:
    return [one.kind for one in Books(fates, directs, Kept(objects, dead_letters)).imbalances()]


def test_the_books_of_a_good_day_balance() -> None:
    assert found([ACCEPTED], [FOREIGN, POISON], [stored(), stored("{}", "its-id")], ["no json"]) == []


def test_what_is_unknown_may_be_kept_or_not() -> None:
    assert found([UNKNOWN]) == []
    assert found([UNKNOWN], objects=[stored()]) == []


def test_what_is_declined_is_nowhere() -> None:
    assert found([DECLINED]) == []
    assert found([DECLINED], objects=[stored()]) == ["kept though declined"]


@pytest.mark.parametrize(
    ("fates", "objects", "dead_letters", "kinds"),
    [
        ([ACCEPTED], [], [], ["lost"]),
        ([ACCEPTED], [stored(), stored()], [], ["doubled"]),
        ([UNKNOWN], [stored(), stored(email_id="other")], [], ["doubled"]),
        ([ACCEPTED], [stored(email_id="other")], [], ["archived under another id"]),
        ([ACCEPTED], [stored(POSTED.body + " ")], [], ["lost", "changed"]),
        ([ACCEPTED], [stored(metadata={"sha256": "0"})], [], ["digest wrong"]),
        ([ACCEPTED], [stored(content_type="text/plain")], [], ["content type wrong"]),
        ([ACCEPTED], [], [POSTED.body], ["dead letter though good"]),
        ([UNKNOWN], [], ["of nobody"], ["changed"]),
        ([Fate(POSTED, ["202", "202"], {"an-id", "other"})], [stored()], [], ["accepted under several ids"]),
        ([Fate(POSTED, ["422"])], [], [], ["declined though good"]),
        ([Fate(POSTED, ["503", "422"])], [stored()], [], ["declined though good"]),
        ([Fate(DECLINED.posted, ["202"], {"an-id"})], [stored()], [], ["kept though declined", "accepted though bad"]),
    ],
)
def test_each_imbalance_is_called_by_its_name(
    fates: list[Fate], objects: list[Object], dead_letters: list[str], kinds: list[str]
) -> None:
    assert found(fates, objects=objects, dead_letters=dead_letters) == kinds


@pytest.mark.parametrize("dead_letters", [[], ["no json", "no json"]])
def test_poison_is_one_dead_letter(dead_letters: list[str]) -> None:
    assert found(directs=[POISON], dead_letters=dead_letters) == ["poison misplaced"]


@pytest.mark.parametrize(
    "objects", [[], [stored("{}", "another-id")], [stored("{}", "its-id"), stored("{}", "second")]]
)
def test_a_foreign_message_is_one_object_of_its_own_id(objects: list[Object]) -> None:
    assert found(directs=[FOREIGN], objects=objects) == ["foreign misplaced"]
