"""The hands: each message is seen through by a task of its own, from its receive to its end."""

import asyncio
import logging

from consumer_svc.archiver import Archiver
from consumer_svc.grip import Held
from consumer_svc.room import Room
from consumer_svc.settler import Settler

log = logging.getLogger(__name__)


class Hands:
    def __init__(self, archiver: Archiver, settler: Settler, room: Room) -> None:
        self._archiver = archiver
        self._settler = settler
        self.room = room
        self._unsettled = asyncio.Semaphore(room.size)  # what is archived makes room, but not without bound
        self.tasks = asyncio.TaskGroup()

    @property
    def refused(self) -> bool:
        """Whether S3 refuses what it is given."""
        return self._archiver.refused

    def start(self, held: Held) -> None:
        """The message gives back the place that was taken for it."""
        self.tasks.create_task(self._see_through(held))

    async def _see_through(self, held: Held) -> None:
        """A fault of ours ends the way of this message only, which comes again."""
        try:
            try:
                outcome = await self._archiver.archive(held)
                await self._unsettled.acquire()
            finally:
                self.room.give(1)
            try:
                await self._settler.settle(held, outcome)
            finally:
                self._unsettled.release()
        except Exception:
            log.exception("message not seen through", extra={"message_id": held.message.id})
            self._settler.drop(held)
