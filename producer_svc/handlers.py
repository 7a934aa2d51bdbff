"""POST /process, as aiohttp hands it over and by the express lane."""

from collections.abc import Awaitable, Coroutine
from time import perf_counter
from typing import Any, TypeVar

from aiohttp import web
from aiohttp.http_parser import RawRequestMessage
from aiohttp.streams import StreamReader
from aiohttp.web_protocol import RequestPayloadError

from producer_svc.intake import Headers, check_media, is_json, posted_of
from producer_svc.metrics import Metrics
from producer_svc.publisher import Publisher
from producer_svc.settings import Settings
from producer_svc.token import TokenStore
from svc_kit.answer import Answer
from svc_kit.email import parse
from svc_kit.errors import Malformed, TooLarge, Unavailable
from svc_kit.express import Take, arrival, whole
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
    with Within(request.app[SETTINGS].request_timeout_seconds, _not_confirmed):
        email_id = await _accept(request.app, request.headers, await _read(request.read()))
    return _accepted(email_id).response()


def express(app: web.Application) -> Take:
    """The same for a plain request, which nearly every one is."""

    def take(message: RawRequestMessage, body: StreamReader) -> Coroutine[Any, Any, Answer] | None:
        headers = message.headers
        if message.path != PATH or message.method != "POST":
            return None
        if not is_json(headers) or "Content-Encoding" in headers:
            return None
        if int(headers["Content-Length"]) > app[SETTINGS].max_body_bytes:
            return None
        return answer(headers, body, perf_counter())

    async def answer(headers: Headers, body: StreamReader, started: float) -> Answer:
        told = None
        try:
            with Within(app[SETTINGS].request_timeout_seconds, _not_confirmed):
                if not body.is_eof():
                    await _read(arrival(body))
                told = _accepted(await _accept(app, headers, whole(body)))
        except ConnectionError:
            raise  # the client has gone
        except Exception as fault:
            told = answer_to(fault)
        finally:
            app[METRICS].observe(told, perf_counter() - started)
        return told

    return take


async def _read(reading: Awaitable[T]) -> T:
    """The connection sees to it that a body comes in time."""
    try:
        return await reading
    except RequestPayloadError:
        raise Malformed("the body is not well-formed HTTP") from None


async def _accept(app: web.Application, headers: Headers, body: bytes) -> str:
    """The id of the email, which the queue holds; raises what the request is declined for."""
    posted, tokens = posted_of(headers, body), app[TOKENS]
    if not tokens.matches(posted.token):
        await tokens.verify(posted.token)
    return await app[PUBLISHER].publish(parse(posted.data), posted.origin)


def _accepted(email_id: str) -> Answer:
    return Answer(202, {"X-Email-Id": email_id}, ACCEPTED)


def _not_confirmed() -> Unavailable:
    return Unavailable("the email was not confirmed in time; it may have been kept")
