"""What others put on the queue beside the producer: poison, which can never be archived, and foreign messages."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from random import Random

POISON = ("no json {}", '["a list", {}]', '"a string {}"', '{{"cut": {}', '{{"number": NaN, "n": {}}}')
IDS = (None, "../{}", "X" * 2000, "5C2F4F6E-53A4-4A57-9D0B-0000000{:05}")  # absent, or no canonical UUID


@dataclass
class Direct:
    """A message that is archived under the id that SQS gives it, unless it is poison."""

    body: str
    email_id: str | None
    poison: bool
    message_id: str = field(default="", init=False)  # known once it is sent


def directs(number: int, chance: Random) -> Iterator[Direct]:
    for n in range(number):
        given = chance.choice(IDS)
        email_id = given and given.format(n)
        if n % 2:
            yield Direct(chance.choice(POISON).format(n), email_id, poison=True)
        else:
            yield Direct(f'{{"from": "another producer", "n": {n}}}', email_id, poison=False)
