"""When the loops of the daemon look at the API: as soon as it may say something new, and now and then."""

import time
from typing import Any

from moto.core.responses import BaseResponse

from local_aws.patches.wrap import wrap

# Two looks at once a second would be a tenth of a core, day and night. Whatever moves without a call is seen this late.
CALM_SECONDS = 5.0
READS = ("Describe", "List", "Get", "Head", "Query", "Simulate")

_calls = 0


def count_calls() -> None:
    """Of those that may change something."""
    wrap(BaseResponse, "call_action", _counted)


def _counted(original: Any, response: Any) -> Any:
    try:
        return original(response)
    finally:
        if not response._get_action().startswith(READS):
            global _calls  # noqa: PLW0603 - of the one moto of this process
            _calls += 1


class Look:
    """A loop asks in each of its turns whether a look is due, and tells when it has looked."""

    def __init__(self) -> None:
        self._calls = self._asked = -1
        self._next = 0.0

    def is_due(self) -> bool:
        self._asked = _calls
        return self._asked != self._calls or time.monotonic() >= self._next

    def looked(self, *, settled: bool) -> None:
        """Where not all is `settled`, something moves without a call, and the next turn looks again."""
        self._calls = self._asked
        self._next = time.monotonic() + (CALM_SECONDS if settled else 0)
