"""boto3 for a test in the loop of its AWS, which a socket would block: each call is answered where it is made."""

from io import BytesIO
from typing import Any

import boto3
from botocore.awsrequest import AWSPreparedRequest, AWSResponse
from multidict import CIMultiDict

from tests.fake_time.aws import Aws
from tests.fault_proxy import Call


class _Raw(BytesIO):
    def stream(self, **_options: Any) -> Any:
        yield self.read()


def client(service: str, aws: Aws) -> Any:
    """It passes by the fault proxy, so that it meets no fault and is not counted."""

    def answer(request: AWSPreparedRequest, **_event: Any) -> AWSResponse:
        headers = CIMultiDict(
            {name: value.decode() if isinstance(value, bytes) else value for name, value in request.headers.items()}
        )
        path = request.url.removeprefix(aws.endpoint)
        answered = aws.ask(Call(request.method, path, headers, _bytes(request.body)))
        return AWSResponse(request.url, answered.status, dict(answered.headers), _Raw(answered.body))

    made = boto3.client(service, endpoint_url=aws.endpoint)
    made.meta.events.register("before-send", answer)
    return made


def _bytes(body: Any) -> bytes:
    if body is None:
        return b""
    if isinstance(body, str):
        return body.encode()
    return bytes(body) if isinstance(body, bytes | bytearray) else bytes(body.read())
