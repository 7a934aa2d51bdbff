"""What a request must be to hold an email: the checks in the order of the contract, each with its own answer."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NoReturn

from multidict import CIMultiDictProxy

from svc_kit.errors import Malformed, UnsupportedMedia

IDEMPOTENCY_KEY = re.compile(r"[\x21-\x7e]{1,128}")
# W3C Trace Context: version ff and ids of zeros are invalid.
TRACEPARENT = re.compile(r"(?!ff)[0-9a-f]{2}-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}")

Headers = CIMultiDictProxy[str]


@dataclass(slots=True)
class Origin:
    """What the client said of its request, besides the email."""

    idempotency_key: str | None
    traceparent: str | None


@dataclass(slots=True)
class Posted:
    """What is posted, its token and its data not looked at yet."""

    data: Mapping[str, Any]
    token: str
    origin: Origin


def check_media(headers: Headers) -> None:
    """Raises UnsupportedMedia, for which the body need not be read."""
    if not is_json(headers):
        raise UnsupportedMedia("the content type must be application/json")
    if any(coding.strip().lower() != "identity" for coding in headers.getall("Content-Encoding", ())):
        raise UnsupportedMedia("the body must not be encoded")


def is_json(headers: Headers) -> bool:
    return headers.get("Content-Type", "").partition(";")[0].strip().lower() == "application/json"


def posted_of(headers: Headers, body: bytes) -> Posted:
    """Raises Malformed."""
    data, token = _parse(body)
    return Posted(data, token, Origin(_idempotency_key(headers), _traceparent(headers)))


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


def _idempotency_key(headers: Headers) -> str | None:
    match headers.getall("Idempotency-Key", ()):
        case ():
            return None
        case [key] if IDEMPOTENCY_KEY.fullmatch(key):
            return key
    raise Malformed("Idempotency-Key must be one value of 1 to 128 visible ASCII characters")


def _traceparent(headers: Headers) -> str | None:
    match headers.getall("traceparent", ()):
        case [parent] if TRACEPARENT.fullmatch(parent):
            return parent
    return None
