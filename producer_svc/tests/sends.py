"""Emails that share calls to SQS, and what becomes of these calls."""

import asyncio
import json

TEN = [f"email {n}" for n in range(10)]


class Sends:
    """Sees every SendMessageBatch; all wait until they are released, and after the first each meets the next fault."""

    def __init__(self, faults=()):
        self.calls = []
        self.first_is_out, self.released = asyncio.Event(), asyncio.Event()
        self._faults = iter(faults)

    async def __call__(self, call, onward):
        self.calls.append([content(entry) for entry in call.entries])
        fault = None if len(self.calls) == 1 else next(self._faults, None)
        self.first_is_out.set()
        await self.released.wait()
        return await (fault(call, onward) if fault else onward(call))


def content(entry):
    return json.loads(entry["MessageBody"])["email_content"]


def is_email_3(entry):
    return content(entry) == "email 3"
