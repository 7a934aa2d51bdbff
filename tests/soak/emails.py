"""What is posted, each email with a content of its own, so that the books can tell them apart by it."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from random import Random

from svc_kit.email import Email, dump

TEXTS = (
    "Just want to say... ",
    "Grüße aus Köln\n",
    "Ça va ?\t",
    "明けましておめでとう\r\n",
    '😀 "quoted" \\ ',
    "\u2028</script>",
)
LONGEST = 60_000  # characters: some 100 kB, of which one call to SQS takes two


@dataclass(frozen=True)
class Posted:
    """`declined` is the status that it must be answered whoever answers, None for one that may be accepted."""

    number: int
    email: Email
    token: str = "right"
    key: str | None = None  # with an Idempotency-Key a client tries again until it is accepted
    impatient: bool = False  # its client does not wait for the first answer
    again: bool = False  # its client posts it once more although it was accepted
    declined: int | None = None

    @cached_property
    def body(self) -> str:
        """The message and the object that it must become, byte for byte."""
        return dump(self.email)


def emails(number: int, chance: Random) -> Iterator[Posted]:
    """So many; three of four have a key, and one of fifty is to be declined."""
    for n in range(number):
        email = Email(f"Email {n}", chance.choice(("John Doe", "Jürgen", "太郎")), str(n), _content(n, chance))
        draw = chance.random()
        if draw < 0.01:
            yield Posted(n, email, token="wrong", declined=401)
        elif draw < 0.02:
            yield Posted(n, Email(email.email_subject, " ", str(n), email.email_content), declined=422)
        elif draw < 0.25:
            yield Posted(n, email, impatient=chance.random() < 0.03)
        else:
            impatient, again = chance.random() < 0.03, chance.random() < 0.03
            yield Posted(n, email, key=f"soak-{n}", impatient=impatient, again=again)


def _content(n: int, chance: Random) -> str:
    draw = chance.random()
    length = LONGEST if draw < 0.003 else chance.randrange(1000, 10_000) if draw < 0.05 else chance.randrange(500)
    text = f"{n}: "
    while len(text) < length:
        text += chance.choice(TEXTS) * chance.randrange(1, 40)
    return text
