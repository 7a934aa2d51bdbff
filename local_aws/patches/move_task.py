"""One message move task: a dead-letter queue is emptied into other queues, at a rate."""

import time
from contextlib import suppress
from threading import Event, Thread
from typing import Any
from uuid import uuid4

from moto.sqs.models import Message, Queue, SQSBackend


class MoveTask:
    """Moves what is visible in `source` when it starts, in a thread of its own."""

    def __init__(self, backend: SQSBackend, source: Queue, destination: str | None, rate: int | None) -> None:
        self.source = source
        self.handle = str(uuid4())
        self.status = "RUNNING"
        self.reason: str | None = None
        self.moved = 0
        self._backend, self._destination, self._rate = backend, destination, rate
        self._started = int(time.time() * 1000)
        self._messages = source.messages
        self._cancelled = Event()
        self._thread = Thread(target=self._run, daemon=True)
        self._thread.start()

    def cancel(self) -> None:
        self._cancelled.set()
        self._thread.join()

    def result(self) -> dict[str, Any]:
        return {
            "TaskHandle": self.handle if self.status == "RUNNING" else None,
            "Status": self.status,
            "SourceArn": self.source.queue_arn,
            "DestinationArn": self._destination,
            "MaxNumberOfMessagesPerSecond": self._rate,
            "ApproximateNumberOfMessagesMoved": self.moved,
            "ApproximateNumberOfMessagesToMove": len(self._messages),
            "FailureReason": self.reason,
            "StartedTimestamp": self._started,
        }

    def _run(self) -> None:
        for message in self._messages:
            if self._cancelled.wait(1 / self._rate if self._rate else 0):
                self.status = "CANCELLED"
                return
            origin = self._destination or vars(message).get("queue_before")
            target = queue_of(self._backend, origin)
            if target is None:
                # The two reasons of "Troubleshooting dead-letter queue redrive" in the SQS Developer Guide.
                self.reason = "AWS.SimpleQueueService.NonExistentQueue" if origin else "CouldNotDetermineMessageSource"
                self.status = "FAILED"
                return
            with suppress(ValueError):  # somebody else deleted it
                self.source._messages.remove(message)
                target.add_message(_as_new(message))
                self.moved += 1
        self.status = "COMPLETED"


def _as_new(message: Message) -> Message:
    new = Message(str(uuid4()), message.body, message.system_attributes)
    new.message_attributes = message.message_attributes
    new.mark_sent()
    return new


def queue_of(backend: SQSBackend, arn: str | None) -> Queue | None:
    return next((queue for queue in backend.queues.values() if queue.queue_arn == arn), None)
