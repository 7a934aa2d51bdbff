"""AWS Signature Version 4, which costs a tenth of the SDK's where the key of the day is kept.

"Create a signed AWS API request", IAM user guide; botocore's SigV4Auth and S3SigV4Auth sign the same bytes.
"""

import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from hashlib import sha256
from urllib.parse import quote

from botocore.credentials import ReadOnlyCredentials
from botocore.utils import normalize_url_path

from svc_kit.aws.request import Request

# What a proxy or a tracer may change on the way; the SDK signs none of these either.
UNSIGNED = frozenset(
    {
        "baggage",
        "connection",
        "expect",
        "keep-alive",
        "proxy-authenticate",
        "proxy-authorization",
        "te",
        "traceparent",
        "tracestate",
        "trailer",
        "transfer-encoding",
        "upgrade",
        "user-agent",
        "x-amzn-trace-id",
    }
)


@dataclass(frozen=True, slots=True)
class Signer:
    """`host` as the Host header says it, with the port where it is not the scheme's own."""

    service: str
    region: str
    host: str

    def headers(self, request: Request, credentials: ReadOnlyCredentials, now: datetime) -> Mapping[str, str]:
        """All headers of the request, signed for that time (UTC); their names are in lower case."""
        stamp = _stamp(now)
        payload = sha256(request.body).hexdigest()
        headers = {"host": self.host, **request.headers, "x-amz-date": stamp}
        if credentials.token:
            headers["x-amz-security-token"] = credentials.token
        if self.service == "s3":
            headers["x-amz-content-sha256"] = payload
        names, signed = _signed(tuple(headers))
        lines = "\n".join([f"{name}:{' '.join(headers[name].split())}" for name in names])
        path = request.path if self.service == "s3" else _normal(request.path)
        asked = f"{request.method}\n{path}\n{_sorted(request.query)}\n{lines}\n\n{signed}\n{payload}"
        scope = f"{stamp[:8]}/{self.region}/{self.service}/aws4_request"
        to_sign = f"AWS4-HMAC-SHA256\n{stamp}\n{scope}\n{sha256(asked.encode()).hexdigest()}"
        key = _key(credentials.secret_key, stamp[:8], self.region, self.service)
        signature = hmac.digest(key, to_sign.encode(), "sha256").hex()
        headers["authorization"] = (
            f"AWS4-HMAC-SHA256 Credential={credentials.access_key}/{scope}, SignedHeaders={signed}, "
            f"Signature={signature}"
        )
        return headers


@lru_cache(maxsize=2)
def _stamp(now: datetime) -> str:
    return f"{now:%Y%m%dT%H%M%SZ}"


@lru_cache(maxsize=64)
def _signed(names: tuple[str, ...]) -> tuple[list[str], str]:
    """Those that are signed, in order, and as they are listed: a service is asked with few sets of headers."""
    signed = sorted(set(names) - UNSIGNED)
    return signed, ";".join(signed)


@lru_cache(maxsize=16)
def _key(secret: str, *scope: str) -> bytes:
    """Good for one day, one region and one service."""
    key = f"AWS4{secret}".encode()
    for part in (*scope, "aws4_request"):
        key = hmac.digest(key, part.encode(), "sha256")
    return key


@lru_cache(maxsize=16)
def _normal(path: str) -> str:
    """Only S3 takes a path as it is: every other service resolves dots and encodes what is encoded once more."""
    return quote(normalize_url_path(path), safe="/~")


def _sorted(query: str) -> str:
    if not query:
        return ""
    pairs = sorted(pair.partition("=") for pair in query.split("&"))
    return "&".join([f"{name}={value}" for name, _, value in pairs])
