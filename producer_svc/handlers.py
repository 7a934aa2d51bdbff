"""POST /process, as aiohttp hands it over and by the express lane."""

import asyncio
from collections.abc import Awaitable
from time import perf_counter
from typing import TypeVar

from aiohttp import web
from aiohttp.http_parser import RawRequestMessage
from aiohttp.streams import StreamReader
from aiohttp.web_protocol import RequestPayloadError

from producer_svc.entry import Entry, NotInTime
from producer_svc.intake import Headers, check_media, is_json, posted_of
from producer_svc.metrics import Metrics
from producer_svc.publisher import Publisher
from producer_svc.settings import Settings
from producer_svc.token import TokenStore
from svc_kit.answer import Answer
from svc_kit.email import parse
from svc_kit.errors import Malformed, TooLarge
from svc_kit.express import Reply, Take, arrival, whole
from svc_kit.middleware import answer_to
from svc_kit.within import Within

SETTINGS = web.AppKey("SETTINGS", Settings)
METRICS = web.AppKey("METRICS", Metrics)
TOKENS = web.AppKey("TOKENS", TokenStore)
PUBLISHER = web.AppKey("PUBLISHER", Publisher)

T = TypeVar("T")

PATH = "/process"
ACCEPTED = b'{"status":"accepted"}'


async def process(request: web.Request) -> web.Response:
    check_media(request.headers)
    if (request.content_length or 0) > request.app[SETTINGS].max_body_bytes:
        raise TooLarge("the body is too large")
    with Within(request.app[SETTINGS].request_timeout_seconds, NotInTime):
        email_id = await _accept(request.app, request.headers, await _read(request.read()))
    return _accepted(email_id).response()


def express(app: web.Application) -> Take:
    """The same for a plain request, which nearly every one is."""
    tasks: set[asyncio.Task[None]] = set()

    def take(message: RawRequestMessage, body: StreamReader, reply: Reply) -> bool:
        headers = message.headers
        if message.path != PATH or message.method != "POST":
            return False
        if not is_json(headers) or "Content-Encoding" in headers:
            return False
        if int(headers["Content-Length"]) > app[SETTINGS].max_body_bytes:
            return False
        started = perf_counter()

        def tell(answer: Answer | None) -> None:
            app[METRICS].observe(answer, perf_counter() - started)
            reply(answer)

        if not body.is_eof() or not at_once(headers, whole(body), tell):
            task = asyncio.create_task(later(headers, body, tell))
            tasks.add(task)
            task.add_done_callback(tasks.discard)
        return True

    def at_once(headers: Headers, body: bytes, tell: Reply) -> bool:
        """Whether it was done without a task, as it can be where nothing is waited for but SQS."""

        def conclude(entry: Entry) -> None:
            deadline.cancel()
            try:
                answer = _accepted(entry.confirmed())
            except Exception as fault:
                answer = answer_to(fault)
            tell(answer)

        try:
            posted = posted_of(headers, body)
            if not app[TOKENS].matches(posted.token):
                return False
            entry = app[PUBLISHER].post(parse(posted.data), posted.origin, conclude)
        except Exception as fault:
            tell(answer_to(fault))
        else:
            seconds = app[SETTINGS].request_timeout_seconds
            deadline = asyncio.get_running_loop().call_later(seconds, entry.expire)
        return True

    async def later(headers: Headers, body: StreamReader, tell: Reply) -> None:
        answer = None
        try:
            with Within(app[SETTINGS].request_timeout_seconds, NotInTime):
                await _read(arrival(body))
                answer = _accepted(await _accept(app, headers, whole(body)))
        except ConnectionError:
            pass  # nobody is left to be answered
        except Exception as fault:
            answer = answer_to(fault)
        finally:
            tell(answer)

    return take


async def _read(reading: Awaitable[T]) -> T:
    """The connection sees to it that a body comes in time."""
    try:
        return await reading
    except RequestPayloadError:
        raise Malformed("the body is not well-formed HTTP") from None


async def _accept(app: web.Application, headers: Headers, body: bytes) -> str:
    """The id of the email, which the queue holds; raises what the request is declined for."""
    posted = posted_of(headers, body)
    await app[TOKENS].verify(posted.token)
    return await app[PUBLISHER].publish(parse(posted.data), posted.origin)


def _accepted(email_id: str) -> Answer:
    return Answer(202, {"X-Email-Id": email_id}, ACCEPTED)
