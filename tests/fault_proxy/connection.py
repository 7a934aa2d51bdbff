"""What the network does: it is slow, it breaks, it loses what was said."""

import asyncio
from dataclasses import replace

from tests.fault_proxy.answer import Answer, Fault, Onward, Reset
from tests.fault_proxy.call import Call


def delay(seconds: float) -> Fault:
    """The call takes so much longer."""

    async def fault(call: Call, onward: Onward) -> Answer:
        await asyncio.sleep(seconds)
        return await onward(call)

    return fault


class Hold:
    """Calls wait before AWS until they are released; where `answered`, behind it with their answer in hand."""

    def __init__(self, *, answered: bool = False) -> None:
        self.arrived = asyncio.Event()  # a call waits
        self._answered = answered
        self._released = asyncio.Event()

    async def __call__(self, call: Call, onward: Onward) -> Answer:
        answer = await onward(call) if self._answered else None
        self.arrived.set()
        await self._released.wait()
        return answer or await onward(call)

    def release(self) -> None:
        """These calls and all that come later."""
        self._released.set()


async def reset(_call: Call, _onward: Onward) -> Answer:
    """The connection is reset before the call reaches AWS."""
    raise Reset


async def lose_answer(call: Call, onward: Onward) -> Answer:
    """AWS does what it is asked, and the connection is reset before it can say so."""
    await onward(call)
    raise Reset


def truncate(share: float = 0.5) -> Fault:
    """The answer announces its whole length, and the connection is closed after this share of its body."""

    async def fault(call: Call, onward: Onward) -> Answer:
        answer = await onward(call)
        return replace(answer, cut_after=int(len(answer.body) * share))

    return fault
