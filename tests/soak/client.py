"""A client as the contract wants it: with a key it tries again until it is accepted, without one never."""

import asyncio
import json
from collections.abc import Callable, Sequence
from dataclasses import asdict
from random import Random

from aiohttp import ClientConnectionError, ClientConnectorError, ClientError, ClientSession, ClientTimeout

from tests.soak.emails import Posted
from tests.soak.fate import ACCEPTED, Fate

TRIES = 30
LONGEST_PAUSE = 1.0
IMPATIENCE = 0.03  # seconds, in which a busy producer has often taken the email but not answered
STUCK_SECONDS = 120  # without a producer that listens, or room on the queue: then the services do not work
ANSWER_SECONDS = 30  # the whole request of a producer takes 20 at most


class Client:
    def __init__(self, session: ClientSession, producers: Callable[[], Sequence[str]], chance: Random) -> None:
        self._session = session
        self._producers = producers  # the URLs of those that listen
        self._chance = chance

    async def post(self, fate: Fate) -> None:
        """Until it is accepted or declined, or unknown for good; notes each answer."""
        posted = fate.posted
        for attempt in range(TRIES if posted.key else 1):
            if attempt:
                await asyncio.sleep(self._chance.uniform(0, LONGEST_PAUSE))
            await self._try(fate, IMPATIENCE if posted.impatient and not attempt else ANSWER_SECONDS)
            if fate.accepted or fate.declined:
                break
        if posted.again and fate.accepted:
            await self._try(fate, ANSWER_SECONDS)

    async def _try(self, fate: Fate, seconds: float) -> None:
        while True:
            try:
                return await self._once(fate, seconds)
            except ClientConnectorError:  # a connection that never opened carried nothing
                await asyncio.sleep(self._chance.uniform(0, LONGEST_PAUSE))

    async def _once(self, fate: Fate, seconds: float) -> None:
        url = self._chance.choice(await self._listening())
        try:
            async with self._session.post(
                f"{url}/process",
                data=_body(fate.posted),
                headers=_headers(fate.posted),
                timeout=ClientTimeout(total=seconds, sock_connect=5),
            ) as answer:
                await answer.read()
                if str(answer.status) == ACCEPTED:
                    fate.ids.add(answer.headers["X-Email-Id"])
                fate.answers.append(str(answer.status))
        except ClientConnectorError:
            raise
        except (TimeoutError, ClientError, ClientConnectionError) as fault:
            fate.answers.append(type(fault).__name__)

    async def _listening(self) -> Sequence[str]:
        async with asyncio.timeout(STUCK_SECONDS):
            while not (producers := self._producers()):  # noqa: ASYNC110 - of several services
                await asyncio.sleep(0.05)
        return producers


def _body(posted: Posted) -> bytes:
    return json.dumps({"data": asdict(posted.email), "token": posted.token}, ensure_ascii=False).encode()


def _headers(posted: Posted) -> dict[str, str]:
    key = {"Idempotency-Key": posted.key} if posted.key else {}
    return {"Content-Type": "application/json", **key}
