"""POST /process: the checks in the order of the contract, each with its own answer."""

import json
import re
from typing import Any, NoReturn

from aiohttp import web
from aiohttp.web_protocol import RequestPayloadError

from producer_svc.accepted import Accepted
from producer_svc.publisher import Origin, Publisher
from producer_svc.settings import Settings
from producer_svc.token import TokenStore
from svc_kit import email
from svc_kit.errors import Malformed, TooLarge, Unavailable, UnsupportedMedia
from svc_kit.within import Within

SETTINGS = web.AppKey("SETTINGS", Settings)
TOKENS = web.AppKey("TOKENS", TokenStore)
PUBLISHER = web.AppKey("PUBLISHER", Publisher)

IDEMPOTENCY_KEY = re.compile(r"[\x21-\x7e]{1,128}")
# W3C Trace Context: version ff and ids of zeros are invalid.
TRACEPARENT = re.compile(r"(?!ff)[0-9a-f]{2}-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}")


async def process(request: web.Request) -> web.Response:
    try:
        with Within(request.app[SETTINGS].request_timeout_seconds):
            email_id = await _accept(request)
    except TimeoutError:
        raise Unavailable("the email was not confirmed in time; it may have been kept") from None
    return Accepted(email_id)


async def _accept(request: web.Request) -> str:
    _check_media(request)
    body = await _read(request, request.app[SETTINGS])
    data, token = _parse(body)
    origin = Origin(_idempotency_key(request), _traceparent(request))
    await request.app[TOKENS].verify(token)
    return await request.app[PUBLISHER].publish(email.parse(data), origin)


def _check_media(request: web.Request) -> None:
    if request.content_type != "application/json":
        raise UnsupportedMedia("the content type must be application/json")
    if any(coding.strip().lower() != "identity" for coding in request.headers.getall("Content-Encoding", [])):
        raise UnsupportedMedia("the body must not be encoded")


async def _read(request: web.Request, settings: Settings) -> bytes:
    if (request.content_length or 0) > settings.max_body_bytes:
        raise TooLarge("the body is too large")
    try:
        return await request.read()  # the connection sees to it that a body comes in time
    except RequestPayloadError:
        raise Malformed("the body is not well-formed HTTP") from None


def _parse(body: bytes) -> tuple[dict[str, Any], str]:
    try:
        posted = _DECODE(body.decode())
    except (ValueError, RecursionError):
        raise Malformed("the body is not JSON") from None
    if not isinstance(posted, dict):
        raise Malformed("the body must be an object")
    data, token = posted.get("data"), posted.get("token")
    if not isinstance(data, dict):
        raise Malformed("data must be an object")
    if not isinstance(token, str):
        raise Malformed("token must be a string")
    return data, token


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """A key that stands twice is refused: another reader of the same bytes could see another email."""
    members = dict(pairs)
    if len(members) < len(pairs):
        raise ValueError("a key stands twice")
    return members


def _refuse(constant: str) -> NoReturn:
    raise ValueError(constant)  # NaN and the infinities are no JSON


# Whole numbers are read as floats: int() refuses to read more than 4,300 digits. json.loads would build one each time.
_DECODE = json.JSONDecoder(parse_int=float, parse_constant=_refuse, object_pairs_hook=_object).decode


def _idempotency_key(request: web.Request) -> str | None:
    match request.headers.getall("Idempotency-Key", []):
        case []:
            return None
        case [key] if IDEMPOTENCY_KEY.fullmatch(key):
            return key
    raise Malformed("Idempotency-Key must be one value of 1 to 128 visible ASCII characters")


def _traceparent(request: web.Request) -> str | None:
    match request.headers.getall("traceparent", []):
        case [parent] if TRACEPARENT.fullmatch(parent):
            return parent
    return None
