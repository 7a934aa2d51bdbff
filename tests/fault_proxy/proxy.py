"""Stands between a service and an embedded AWS, and lets calls meet faults."""

from collections import Counter, deque
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from random import Random

from tests.fault_proxy.answer import Answer, Fault, Onward
from tests.fault_proxy.call import Call
from tests.fault_proxy.rules import Match, Rule, always, at_random, matches, name_of
from tests.fault_proxy.server import aws_ctx, door_ctx
from tests.fault_proxy.strict import refuse_unsendable

KEPT_CALLS = 1000


class FaultProxy:
    """The AWS behind it refuses what SQS refuses, whatever the rules say."""

    def __init__(self, behind: Onward, kept_calls: int) -> None:
        self.url = ""
        self.calls: deque[Call] = deque(maxlen=kept_calls)  # the latest
        self.asked: Counter[str] = Counter()  # calls by action
        self.injected: Counter[str] = Counter()  # faults that a call met, by name
        self._behind = behind
        self._rules: list[Rule] = []

    def on(self, match: Match, fault: Fault, *, times: int | None = None) -> None:
        """Calls that match meet the fault, so often; of several rules the first takes the call."""
        self._rules.append(Rule(match, always(fault), times))

    def at_random(self, match: Match, share: float, faults: Sequence[Fault], chance: Random) -> None:
        """This share of the calls that match meets one of the faults."""
        self._rules.append(Rule(match, at_random(share, faults, chance)))

    def clear(self) -> None:
        """From now on every call goes through."""
        self._rules.clear()

    def calls_of(self, match: Match) -> list[Call]:
        return [call for call in self.calls if matches(match, call)]

    async def handle(self, call: Call) -> Answer:
        self.asked[call.action] += 1
        self.calls.append(call)
        for rule in self._rules:
            if fault := rule.fault_for(call):
                self.injected[name_of(fault)] += 1
                return await fault(call, self._onward)
        return await self._onward(call)

    async def _onward(self, call: Call) -> Answer:
        return await refuse_unsendable(call, self._behind)


@asynccontextmanager
async def fault_proxy_ctx(behind: str, *, port: int = 0, kept_calls: int = KEPT_CALLS) -> AsyncIterator[FaultProxy]:
    """A proxy before the AWS at that URL; a long run keeps no calls."""
    async with aws_ctx(behind) as perform:
        proxy = FaultProxy(perform, kept_calls)
        async with door_ctx(proxy.handle, port) as proxy.url:
            yield proxy
