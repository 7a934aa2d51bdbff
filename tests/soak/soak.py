"""The soak itself: emails, faults and kills; then quiet, until nothing is left on the queue."""

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass, field
from time import monotonic

from aiohttp import ClientSession, TCPConnector

from tests.fault_proxy import FaultProxy
from tests.soak.books import Books
from tests.soak.client import STUCK_SECONDS, Client
from tests.soak.direct import Direct
from tests.soak.emails import Posted, emails
from tests.soak.estate import Estate
from tests.soak.fate import Fate
from tests.soak.faults import bring_faults
from tests.soak.kept import Kept
from tests.soak.kills import Kills
from tests.soak.plan import Plan
from tests.soak.service import Service

CONNECTIONS = 32
DEEPEST = 300  # messages: a receive of the embedded AWS looks at each, so that a deep queue slows all down
LOOK_SECONDS = 0.3


@dataclass
class Soak:
    plan: Plan
    estate: Estate
    proxy: FaultProxy
    producers: list[Service]
    consumers: list[Service]
    kills: Kills
    fates: list[Fate] = field(default_factory=list)
    directs: list[Direct] = field(default_factory=list)
    depth: int = 0
    started: float = field(default_factory=monotonic)
    _room: asyncio.Event = field(default_factory=asyncio.Event)

    async def run(self) -> bool:
        """Whether nothing is left on the queue within the time of the plan; only the consumers run on."""
        async with asyncio.TaskGroup() as group:
            watching = group.create_task(self._watch())
            bring_faults(self.proxy, self.plan.chance("faults"))
            await self._load()
            self.proxy.clear()
            await asyncio.gather(*(producer.end() for producer in self.producers))
            settled = await self._settle()
            watching.cancel()
        return settled

    async def books(self) -> Books:
        return Books(self.fates, self.directs, Kept(await self.estate.objects(), await self.estate.dead_letters()))

    async def _load(self) -> None:
        due = self.plan.kills_at()
        direct = self.plan.directs_at()

        async def post(client: Client, waiting: Iterator[Posted]) -> None:
            for posted in waiting:
                async with asyncio.timeout(STUCK_SECONDS):
                    await self._room.wait()
                if posted.number in due:
                    self.kills.strike()
                if one := direct.get(posted.number):
                    self.directs.append(one)
                    await self.estate.send(one)
                fate = Fate(posted)
                self.fates.append(fate)
                await client.post(fate)

        async with (
            ClientSession(connector=TCPConnector(limit=CONNECTIONS)) as session,
            asyncio.TaskGroup() as posting,
        ):
            client = Client(session, self._urls, self.plan.chance("client"))
            waiting = emails(self.plan.emails, self.plan.chance("emails"))
            for _ in range(CONNECTIONS):
                posting.create_task(post(client, waiting))

    def _urls(self) -> list[str]:
        return [producer.url for producer in self.producers if producer.url]

    async def _settle(self) -> bool:
        try:
            async with asyncio.timeout(self.plan.settle_seconds):
                while await self.estate.depth():  # noqa: ASYNC110 - a queue tells no event
                    await asyncio.sleep(LOOK_SECONDS)
        except TimeoutError:
            return False
        return True

    async def _watch(self) -> None:
        """Lets the load go on while the queue is not too deep."""
        while True:
            self.depth = await self.estate.depth()
            (self._room.set if self.depth < DEEPEST else self._room.clear)()
            await asyncio.sleep(LOOK_SECONDS)
