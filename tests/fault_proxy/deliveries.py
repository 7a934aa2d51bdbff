"""What a standard queue may do to order and number: at least once, in any order."""

from collections import deque
from random import Random
from typing import Any

from tests.fault_proxy.answer import Answer, Fault, Onward
from tests.fault_proxy.call import Call

REMEMBERED = 10  # messages, as many as a receive may bring


async def duplicate(call: Call, onward: Onward) -> Answer:
    """One receive brings its messages twice, so far as it may bring that many."""
    limit = int(call.content.get("MaxNumberOfMessages", 1))
    answer = await onward(call.asking(MaxNumberOfMessages=max(1, limit // 2)))
    messages = answer.content.get("Messages", [])
    return _bringing([*messages, *messages][:limit], answer)


def deliver_again() -> Fault:
    """A receive brings the messages of the one before it that met this fault, under the same receipt handles."""
    remembered: deque[dict[str, Any]] = deque(maxlen=REMEMBERED)

    async def fault(call: Call, onward: Onward) -> Answer:
        limit = int(call.content.get("MaxNumberOfMessages", 1))
        again = [remembered.popleft() for _ in range(min(len(remembered), limit - 1))]
        answer = await onward(call.asking(MaxNumberOfMessages=limit - len(again)))
        messages = answer.content.get("Messages", [])
        remembered.extend(messages)
        return _bringing([*again, *messages], answer)

    return fault


def reorder(chance: Random) -> Fault:
    """The messages of a receive, or the results of a batch, come in another order."""

    async def fault(call: Call, onward: Onward) -> Answer:
        answer = await onward(call)
        return answer.saying({name: _shuffled(value, chance) for name, value in answer.content.items()})

    return fault


def _bringing(messages: list[dict[str, Any]], answer: Answer) -> Answer:
    return answer.saying({**answer.content, "Messages": messages} if messages else answer.content)


def _shuffled(value: Any, chance: Random) -> Any:
    return chance.sample(value, len(value)) if isinstance(value, list) else value
