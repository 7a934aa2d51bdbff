"""What a caller gets decides whether a deployment holds."""

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from .conftest import Run
from .kind import Api
from .released_service import ReleasedService

HEALTH = {"path": "/health", "says_version": True}
STRANGER = {"method": "POST", "path": "/process", "what": "with a wrong token", "body": {"token": "x"}, "status": 401}
EMAIL = {**STRANGER, "what": "with ours", "from_environment": {"token": "TOKEN_OF_THE_TEST"}, "status": 202}
TOKEN = "canary-3f1c"


class Caller:
    """What stands behind the balancer: answers by method, and keeps what it was asked."""

    def __init__(self) -> None:
        self.url = ""
        self.health: tuple[int, Any] = (200, {"version": "1.0.2"})
        self.strangers = 401
        self.posted: list[dict[str, Any]] = []

    def answer(self, method: str, body: bytes) -> tuple[int, Any]:
        if method == "GET":
            return self.health
        self.posted.append(json.loads(body))
        return (202 if self.posted[-1]["token"] == TOKEN else self.strangers), {}


@pytest.fixture
def caller() -> Iterator[Caller]:
    told = Caller()

    class Handler(BaseHTTPRequestHandler):
        def _answer(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            status, said = told.answer(self.command, body)
            self.send_response(status)
            self.end_headers()
            self.wfile.write(json.dumps(said).encode())

        do_GET = do_POST = _answer  # noqa: N815 -- as http.server calls them

        def log_message(self, *_: Any) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        told.url = f"http://127.0.0.1:{server.server_port}"
        threading.Thread(target=server.serve_forever).start()
        yield told
        server.shutdown()


@pytest.fixture
def service(api: Api, monkeypatch: pytest.MonkeyPatch) -> ReleasedService:
    """One whose deployments come up whenever the module waits."""
    released = ReleasedService(api)
    monkeypatch.setattr("time.sleep", lambda _seconds: released.comes_up())
    return released


def test_what_every_caller_gets_right_is_released_and_asked_no_more_than_it_needs(
    run: Run, service: ReleasedService, caller: Caller, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TOKEN_OF_THE_TEST", TOKEN)
    smoke = [HEALTH, STRANGER, EMAIL]
    done = run("deployment", version="1.0.2", url=caller.url, smoke=smoke, **service.asked | {"bake_seconds": 1})
    assert service.released == service.digests["1.0.2"]
    assert caller.posted == [{"token": "x"}, {"token": TOKEN}], "once each"
    assert TOKEN not in json.dumps(done.answer)


def test_what_needs_a_secret_that_is_not_there_is_not_asked(run: Run, service: ReleasedService, caller: Caller) -> None:
    run("deployment", version="1.0.2", url=caller.url, smoke=[EMAIL], **service.asked)
    assert service.released == service.digests["1.0.2"]
    assert caller.posted == []


@pytest.mark.parametrize(
    ("health", "strangers", "said"),
    [
        ((200, {"version": "1.0.2"}), 202, "POST {url}/process with a wrong token is answered 202 and not 401"),
        ((200, {"version": "1.0.2"}), 422, "POST {url}/process with a wrong token is answered 422 and not 401"),
        ((301, {"version": "1.0.2"}), 401, "GET {url}/health is answered 301 and not 200"),
        ((200, {"version": "1.0.1"}), 401, "GET {url}/health says version 1.0.1 and not 1.0.2"),
        ((200, "ok"), 401, "GET {url}/health fails: "),
    ],
)
def test_a_wrong_answer_goes_back_and_is_told(
    run: Run, service: ReleasedService, caller: Caller, health: tuple[int, Any], strangers: int, said: str
) -> None:
    caller.health, caller.strangers = health, strangers
    failed = run("deployment", version="1.0.2", url=caller.url, smoke=[HEALTH, STRANGER], fails=True, **service.asked)
    assert said.format(url=caller.url) in failed.answer["msg"]
    assert "runs again" in failed.answer["msg"]
    assert (service.runs, service.released) == (service.image("1.0.1"), service.digests["1.0.1"])


def test_nobody_is_asked_where_no_caller_can_be(run: Run, service: ReleasedService) -> None:
    run("deployment", version="1.0.2", url="", smoke=[HEALTH], **service.asked)
    assert service.released == service.digests["1.0.2"]
