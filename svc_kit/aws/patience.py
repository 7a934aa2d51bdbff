"""How often a call is tried again: a little at first, and hardly at all while most calls fail."""

import random

FIRST_PAUSE_SECONDS = 0.05
LONGEST_PAUSE_SECONDS = 1.0
RETRIES_IN_STORE = 10.0
EARNED_BY_AN_ANSWER = 0.1  # so that at most a tenth of all calls are repetitions while AWS is in trouble


class Patience:
    def __init__(self) -> None:
        self._store = RETRIES_IN_STORE

    def earn(self) -> None:
        self._store = min(RETRIES_IN_STORE, self._store + EARNED_BY_AN_ANSWER)

    def spend(self) -> bool:
        """Whether one more repetition is affordable."""
        if self._store < 1:
            return False
        self._store -= 1
        return True


def pause(tries: int) -> float:
    """Full jitter: seconds before the next try, after so many."""
    return random.uniform(0, min(LONGEST_PAUSE_SECONDS, FIRST_PAUSE_SECONDS * 2**tries))  # noqa: S311 - no secret
