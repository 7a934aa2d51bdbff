"""One request on its way through a listener: to a target and back, or answered at the door."""

import logging
from collections.abc import Callable
from dataclasses import dataclass

import aiohttp
from aiohttp import hdrs, web
from multidict import CIMultiDict, CIMultiDictProxy
from yarl import URL

from local_aws import answers
from local_aws.routes import Action, Listener

# RFC 9110, 7.6.1: what belongs to one connection and not to the message.
HOP_BY_HOP = (
    "Connection",
    "Keep-Alive",
    "Proxy-Authenticate",
    "Proxy-Authorization",
    "Proxy-Connection",
    "TE",
    "Trailer",
    "Transfer-Encoding",
    "Upgrade",
)
INVENTED_BY_AIOHTTP = ("Accept", "Accept-Encoding", "Content-Type", "User-Agent")
CONTINUE = "100-continue"

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Door:
    """Where requests come in: a listener, a session towards the targets, and who is next in the groups of a rule."""

    listener: Listener
    session: aiohttp.ClientSession
    next_target: Callable[[tuple[str, ...]], str | None]


async def answer(request: web.BaseRequest, door: Door) -> web.StreamResponse:
    action = door.listener.action(request.rel_url.raw_path)
    match action:
        case Action("forward", {"groups": groups}):
            target = door.next_target(groups)
            return await _forward(request, door, target) if target else answers.failure(503)
        case Action("fixed-response", detail):
            return answers.fixed(detail)
        case _:
            return answers.redirect(action.detail, request, door.listener)


async def _forward(request: web.BaseRequest, door: Door, target: str) -> web.StreamResponse:
    # An ALB answers this itself and does not pass it on.
    if request.headers.get(hdrs.EXPECT, "").lower() == CONTINUE and request.transport:
        request.transport.write(b"HTTP/1.1 100 Continue\r\n\r\n")
    try:
        async with door.session.request(
            request.method,
            URL(f"{target}{request.rel_url.raw_path_qs}", encoded=True),
            headers=_headers_for_target(request, door.listener),
            data=request.content if request.body_exists else None,
            skip_auto_headers=INVENTED_BY_AIOHTTP,
            allow_redirects=False,
        ) as answered:
            return await _pass_back(request, answered)
    except ValueError:  # `OPTIONS *` and the like lead to no URL
        return answers.failure(400)
    except TimeoutError:
        return answers.failure(504)
    except aiohttp.ClientError as error:
        log.info("%s broke off: %s", target, error)
        return answers.failure(502)


async def _pass_back(request: web.BaseRequest, answered: aiohttp.ClientResponse) -> web.StreamResponse:
    response = web.StreamResponse(status=answered.status, reason=answered.reason, headers=_end_to_end(answered.headers))
    await response.prepare(request)
    try:
        async for chunk in answered.content.iter_any():
            await response.write(chunk)
    except (aiohttp.ClientError, TimeoutError):
        # The status has gone out; only a broken connection can still say that the body is not whole.
        if request.transport:
            request.transport.abort()
    else:
        await response.write_eof()
    return response


def _headers_for_target(request: web.BaseRequest, listener: Listener) -> CIMultiDict[str]:
    headers = _end_to_end(request.headers)
    if headers.get(hdrs.EXPECT, "").lower() == CONTINUE:
        del headers[hdrs.EXPECT]
    before = request.headers.getall(hdrs.X_FORWARDED_FOR, [])
    headers[hdrs.X_FORWARDED_FOR] = ", ".join([*before, request.remote or ""])
    headers[hdrs.X_FORWARDED_PROTO] = listener.protocol.lower()
    headers["X-Forwarded-Port"] = str(listener.port)
    return headers


def _end_to_end(headers: CIMultiDictProxy[str]) -> CIMultiDict[str]:
    named = ",".join(headers.getall(hdrs.CONNECTION, [])).split(",")
    dropped = {each.strip().lower() for each in (*HOP_BY_HOP, *named)}
    return CIMultiDict((name, value) for name, value in headers.items() if name.lower() not in dropped)
