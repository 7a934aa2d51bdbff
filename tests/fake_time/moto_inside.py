"""moto called as a function: no thread, no socket, and done when it returns."""

from collections.abc import Mapping
from functools import cache
from io import BytesIO
from typing import Any

from flask import Flask
from moto.moto_server.werkzeug_app import create_backend_app
from werkzeug.test import create_environ, run_wsgi_app

from tests.fault_proxy import Answer, Call

OF_THE_CONNECTION = ("transfer-encoding", "content-length", "connection", "expect", "host")


@cache
def _moto(service: Any) -> Flask:
    return create_backend_app(service)


def ask_moto(call: Call) -> Answer:
    environ = create_environ(
        call.target,
        f"http://{call.headers.get('Host', '127.0.0.1')}",
        method=call.method,
        headers=_kept(call.headers),
        input_stream=BytesIO(call.body),
        content_length=len(call.body),
    )
    chunks, status, headers = run_wsgi_app(_moto(call.service), environ, buffered=True)
    # To HEAD the length of what is not sent is part of the answer.
    kept = dict(headers) if call.method == "HEAD" else _kept(dict(headers))
    return Answer(int(status.partition(" ")[0]), kept, b"".join(chunks))


def _kept(headers: Mapping[str, str]) -> dict[str, str]:
    return {name: value for name, value in headers.items() if name.lower() not in OF_THE_CONNECTION}
