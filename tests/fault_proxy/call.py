"""A call to AWS, read once."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any
from urllib.parse import unquote, urlsplit

from aiohttp import web

# What signs a call says for which service it is meant (AWS Signature Version 4, the scope of a credential).
SCOPE = re.compile(r"Credential=[^/]+/[0-9]+/[^/]+/([a-z0-9-]+)/aws4_request")
SERVICES = {"AmazonSQS": "sqs", "AmazonSSM": "ssm"}
VERBS = {"PUT": "Put", "HEAD": "Head", "GET": "Get", "DELETE": "Delete"}


@dataclass(frozen=True)
class Call:
    """`target` is path and query as they were sent; the rest is read from these parts."""

    method: str
    target: str
    headers: Mapping[str, str]
    body: bytes

    @cached_property
    def service(self) -> str:
        """`sqs`, `s3`, `ssm` or whatever else the call is signed for."""
        if service := SERVICES.get(self._asked[0]):
            return service
        scope = SCOPE.search(self.headers.get("Authorization", ""))
        return scope.group(1) if scope else "other"

    @cached_property
    def action(self) -> str:
        """As AWS names it: SendMessageBatch, PutObject, HeadBucket..."""
        if self._asked[1]:
            return self._asked[1]
        if self.key:
            return f"{VERBS.get(self.method, self.method)}Object"
        return "ListObjectsV2" if "list-type=2" in self.target else f"{VERBS.get(self.method, self.method)}Bucket"

    @cached_property
    def key(self) -> str:
        """Of an object of S3, without the bucket."""
        return unquote(urlsplit(self.target).path).lstrip("/").partition("/")[2]

    @cached_property
    def content(self) -> dict[str, Any]:
        """What a call of the JSON protocol asks; empty for any other."""
        return dict(json.loads(self.body)) if self._asked[1] and self.body else {}

    @property
    def entries(self) -> list[dict[str, Any]]:
        """Of a batch of SQS."""
        return list(self.content.get("Entries", []))

    def asking(self, **changes: Any) -> "Call":
        """The same call with other content."""
        return replace(self, body=json.dumps(self.content | changes).encode())

    @cached_property
    def _asked(self) -> tuple[str, str]:
        service, _, action = self.headers.get("X-Amz-Target", "").partition(".")
        return service, action


async def call_of(request: web.BaseRequest) -> Call:
    if request.headers.get("Expect", "").lower() == "100-continue":
        await request.writer.write(b"HTTP/1.1 100 Continue\r\n\r\n")
        request.writer.output_size = 0  # the answer itself has not begun
    # Not `request.read()`, whose limit is less than a batch of SQS.
    return Call(request.method, request.raw_path, request.headers, await request.content.read())
