"""A service that is started anew whenever it ends, as ECS does, until it is told to end for good."""

import asyncio
import os
import signal
import sys
from asyncio.subprocess import Process
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from typing import IO

from tests.soak.aws import ROOT
from tests.soak.log import Log

LONGEST_LINE = 1 << 20
STOP_SECONDS = 60  # a service has 25, but on a busy machine it may just be starting


class Service:
    def __init__(self, name: str, module: str, variables: Mapping[str, str], log: Log) -> None:
        self.name = name
        self.module = module
        self.log = log
        self.url: str | None = None  # while it listens
        self._environment = {"PATH": os.defpath, "PORT": "0", **variables, "AWS_ACCESS_KEY_ID": name}
        self._process: Process | None = None
        self._told: set[signal.Signals] = set()
        self._over = False
        self._ended = asyncio.Event()

    def signed(self, headers: Mapping[str, str]) -> bool:
        """Whether a call to AWS is this service's: its access key is its name."""
        return f"Credential={self.name}/" in headers.get("Authorization", "")

    def tell(self, number: signal.Signals) -> bool:
        """Whether there was one to tell: a stop in order is only for one that listens, and only once."""
        if self._process is None or (number == signal.SIGTERM and (self._told or not self.url)):
            return False
        with suppress(ProcessLookupError):
            self._process.send_signal(number)
        self._told.add(number)
        return True

    async def end(self) -> None:
        """A stop in order, and no next life."""
        self._over = True
        try:
            async with asyncio.timeout(STOP_SECONDS):
                while not self._ended.is_set():
                    self.tell(signal.SIGTERM)
                    await asyncio.sleep(0.05)
        except TimeoutError:
            self.log.complaints.append(f"did not stop within {STOP_SECONDS} s")

    async def keep_running(self) -> None:
        with self.log.path.open("ab") as file:
            while not self._over:
                await self._live(file)
        self._ended.set()

    async def _live(self, file: IO[bytes]) -> None:
        self._told = set()
        self._process = process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", self.module),
            cwd=ROOT,
            env=self._environment,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
            limit=LONGEST_LINE,
        )
        try:
            assert process.stdout
            async for line in process.stdout:
                file.write(line)
                event = self.log.read(line)
                if event and event["event"] == "listening":
                    self.url = f"http://127.0.0.1:{event['port']}"
            self.log.ended(await process.wait(), self._told)
        finally:
            self.url = self._process = None
            if process.returncode is None:
                process.kill()
                await process.wait()


@asynccontextmanager
async def running_ctx(services: Sequence[Service]) -> AsyncIterator[None]:
    """All of them run; in the end each has stopped in order, or is killed and complained of."""
    async with asyncio.TaskGroup() as lives:
        running = [lives.create_task(service.keep_running()) for service in services]
        try:
            yield
            await asyncio.gather(*(service.end() for service in services))
        finally:
            for life in running:
                life.cancel()
