"""How large a soak is, and the seed that repeats what it draws."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from random import Random

from tests.soak.direct import Direct, directs


@dataclass(frozen=True)
class Plan:
    emails: int
    kills: int
    directs: int
    seed: int
    visibility_seconds: int = 5
    settle_seconds: float = 1000  # the longest backoff of a message, and what comes after it

    def chance(self, of: str) -> Random:
        """Each part draws from a source of its own, so that one does not disturb what another draws."""
        return Random(f"{self.seed} {of}")

    def kills_at(self) -> Collection[int]:
        """The numbers of the emails before which one is due."""
        return set(self.chance("when to kill").sample(range(self.emails), self.kills))

    def directs_at(self) -> Mapping[int, Direct]:
        """By the number of the email before which each is sent, evenly."""
        return {
            n * self.emails // self.directs: one for n, one in enumerate(directs(self.directs, self.chance("directs")))
        }
