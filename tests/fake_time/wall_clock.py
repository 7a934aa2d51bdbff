"""What time it is at AWS: the loop's clock, counted from the real date at which the test began."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

import moto.core.utils
import moto.s3.models
import pytest

from tests.fake_time.loop import START, VirtualLoop


class WallClock:
    """Never shows the same time twice: what was made visible at once must be visible at the next look."""

    def __init__(self, loop: VirtualLoop) -> None:
        self._loop = loop
        self._begun = datetime.fromtimestamp(time.time(), UTC).replace(tzinfo=None)
        self._shown = self._begun

    def utcnow(self) -> datetime:
        """Naive, as moto has it."""
        virtual = self._begun + timedelta(seconds=self._loop.time() - START)
        self._shown = max(virtual, self._shown + timedelta(microseconds=1))
        return self._shown

    def unix(self) -> float:
        return self.utcnow().replace(tzinfo=UTC).timestamp()


@contextmanager
def moto_follows(clock: WallClock) -> Iterator[None]:
    """SQS and S3 ask this clock; an answer's Date header does not, since requests are signed by the real one."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(moto.core.utils, "utcnow", clock.utcnow)  # unix_time and unix_time_millis ask it too
        patch.setattr(moto.s3.models, "utcnow", clock.utcnow)
        yield
