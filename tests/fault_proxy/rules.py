"""Which calls meet which fault, and how often."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from random import Random
from typing import TypeAlias

from tests.fault_proxy.answer import Fault
from tests.fault_proxy.call import Call

# An action, a service, "*" for every call, several of these, or any other question.
Match: TypeAlias = str | Sequence[str] | Callable[[Call], bool]


@dataclass
class Rule:
    match: Match
    choose: Callable[[], Fault | None]
    times: int | None = None

    def fault_for(self, call: Call) -> Fault | None:
        """The fault that this call meets, or None where the rule does not apply, or not any more."""
        if self.times == 0 or not matches(self.match, call) or not (fault := self.choose()):
            return None
        if self.times is not None:
            self.times -= 1
        return fault


def matches(match: Match, call: Call) -> bool:
    if callable(match):
        return match(call)
    wanted = {match} if isinstance(match, str) else set(match)
    return not wanted.isdisjoint({call.action, call.service, "*"})


def always(fault: Fault) -> Callable[[], Fault]:
    return lambda: fault


def at_random(share: float, faults: Sequence[Fault], chance: Random) -> Callable[[], Fault | None]:
    return lambda: chance.choice(faults) if chance.random() < share else None


def name_of(fault: Fault) -> str:
    """A fault that a function of the vocabulary made is named after that function."""
    path: list[str] = getattr(fault, "__qualname__", type(fault).__qualname__).split(".<locals>.")
    return path[-2] if path[-1] == "fault" and len(path) > 1 else path[-1]
