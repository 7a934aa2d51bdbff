"""The books: what was accepted is kept, what is kept was accepted or unknown, each once and byte for byte."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256

from tests.soak.direct import Direct
from tests.soak.fate import Fate
from tests.soak.kept import Kept, Object


@dataclass(frozen=True)
class Imbalance:
    """`kind` of `what`; the logs say more of the ids."""

    kind: str
    what: str
    ids: Sequence[str] = ()


class Books:
    def __init__(self, fates: Sequence[Fate], directs: Sequence[Direct], kept: Kept) -> None:
        self.fates, self.directs, self.kept = fates, directs, kept
        self._objects: defaultdict[str, list[Object]] = defaultdict(list)
        for one in kept.objects:
            self._objects[one.body.decode(errors="replace")].append(one)
        self._dead = Counter(kept.dead_letters)

    def imbalances(self) -> Iterator[Imbalance]:
        for fate in self.fates:
            yield from self._of_email(fate)
        for direct in self.directs:
            yield from self._of_direct(direct)
        known = {fate.posted.body for fate in self.fates} | {direct.body for direct in self.directs}
        for one in self.kept.objects:
            yield from _of_object(one)
            if one.body.decode(errors="replace") not in known:
                yield Imbalance("changed", f"{one.key} holds what nobody sent", [_id(one)])
        for body in self._dead.keys() - known:
            yield Imbalance("changed", f"a dead letter holds what nobody sent: {body[:60]!r}")

    def _of_email(self, fate: Fate) -> Iterator[Imbalance]:
        posted, objects, dead = fate.posted, self._objects[fate.posted.body], self._dead[fate.posted.body]
        ids = sorted(fate.ids | {_id(one) for one in objects})
        what = f"email {posted.number} ({posted.key or 'no key'}), answered {', '.join(fate.answers)}"
        if fate.accepted and not objects and not dead:
            yield Imbalance("lost", what, ids)
        if len(objects) > 1:
            yield Imbalance("doubled", f"{what}: {[one.key for one in objects]}", ids)
        if len(fate.ids) > 1:
            yield Imbalance("accepted under several ids", what, ids)
        if fate.ids and any(_id(one) not in fate.ids for one in objects):
            yield Imbalance("archived under another id", what, ids)
        if (objects or dead) and (fate.declined or posted.declined):
            yield Imbalance("kept though declined", what, ids)
        if fate.accepted and posted.declined:
            yield Imbalance("accepted though bad", what, ids)
        if any(answer.startswith("4") for answer in fate.answers) and str(posted.declined) not in fate.answers:
            yield Imbalance("declined though good", what, ids)
        if dead:
            yield Imbalance("dead letter though good", what, ids)

    def _of_direct(self, direct: Direct) -> Iterator[Imbalance]:
        keys, dead = [one.key for one in self._objects[direct.body]], self._dead[direct.body]
        right = ([], 1) if direct.poison else ([f"emails/{direct.message_id}.json"], 0)
        if (keys, dead) != right:
            what = f"sent directly: {direct.body!r}: objects {keys}, dead letters {dead}"
            yield Imbalance("poison misplaced" if direct.poison else "foreign misplaced", what, [direct.message_id])


def _of_object(one: Object) -> Iterator[Imbalance]:
    if one.metadata.get("sha256") != sha256(one.body).hexdigest():
        yield Imbalance("digest wrong", one.key, [_id(one)])
    if one.content_type != "application/json":
        yield Imbalance("content type wrong", f"{one.key}: {one.content_type}", [_id(one)])


def _id(one: Object) -> str:
    return one.key.removeprefix("emails/").removesuffix(".json")
