"""One request to a producer of each kind that it tells apart, and one message of each kind that only a queue brings."""

import asyncio
import json
from collections import Counter
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any
from uuid import uuid4

from aiohttp import ClientError, ClientSession, ClientTimeout

from local_aws.outputs import EXAMPLE, Outputs

ANSWER_SECONDS = 40  # the whole request of a producer takes 20 at most
IMPATIENT_SECONDS = 2
BODY = json.dumps(EXAMPLE, separators=(",", ":"))


@dataclass
class Client:
    """`answers` counts what came of each request, by status or by what kept it from getting one."""

    session: ClientSession
    sqs: Any
    offered: Outputs
    token: str
    answers: Counter[str] = field(default_factory=Counter)
    messages: Counter[str] = field(default_factory=Counter)

    async def bring(self, kind: str) -> None:
        match kind:
            case "good":
                await self._post(self._email())
            case "bad_request":
                await self._post(b"no json")
            case "too_large":
                await self._post(b" " * 300_000)
            case "unauthorized":
                await self._post(self._email(token="nobody's"))  # noqa: S106 -- it is none
            case "unprocessable":
                await self._post(self._email(email_sender=""))
            case "unsupported_media_type":
                await self._post(self._email(), content_type="text/plain")
            case "method_not_allowed":
                await self._post(None, method="PUT")
            case "request_timeout":
                await self._post(_without_end())
            case "client_gone":
                await self._post(_without_end(), seconds=IMPATIENT_SECONDS)
            case "poison":
                await self._put(kind, "no json", str(uuid4()))
            case "duplicate":
                await self._put(kind, BODY, await self._accepted())
            case "conflict":
                await self._put(kind, '{"another": "email"}', await self._accepted())

    def _email(self, token: str = "", **changes: str) -> bytes:
        return json.dumps({"data": {**EXAMPLE, **changes}, "token": token or self.token}).encode()

    async def _accepted(self) -> str:
        """The id of an email that is on its way."""
        return await self._post(self._email())

    async def _post(
        self, body: Any, method: str = "POST", content_type: str = "application/json", seconds: float = ANSWER_SECONDS
    ) -> str:
        """The email's id, where it was accepted; straight to the task, since the balancer goes down with AWS."""
        try:
            async with self.session.request(
                method,
                f"{self.offered['producer_task_urls'][0]}/process",
                data=body,
                headers={"Content-Type": content_type},
                timeout=ClientTimeout(total=seconds),
            ) as answer:
                await answer.read()
                self.answers[str(answer.status)] += 1
                return answer.headers["X-Email-Id"] if answer.status == HTTPStatus.ACCEPTED else ""
        except (TimeoutError, ClientError) as fault:
            self.answers[type(fault).__name__] += 1
            return ""

    async def _put(self, kind: str, body: str, email_id: str) -> None:
        await asyncio.to_thread(
            self.sqs.send_message,
            QueueUrl=self.offered["queue_url"],
            MessageBody=body,
            MessageAttributes={"email_id": {"DataType": "String", "StringValue": email_id}},
        )
        self.messages[kind] += 1


async def _without_end() -> AsyncIterator[bytes]:
    yield b"{"
    await asyncio.sleep(ANSWER_SECONDS)
