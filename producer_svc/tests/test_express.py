"""A plain request is told by the express lane what it would be told on the usual way."""

import json
from contextlib import contextmanager

import pytest
from aiohttp import web

GOOD = {
    "email_subject": "Happy new year!",
    "email_sender": "John Doe",
    "email_timestream": "1693561101",
    "email_content": "Just want to say...\nHappy new year!!!",
}
JSON = {"Content-Type": "application/json"}
BODIES = {
    "good": {"data": GOOD, "token": "right"},
    "wrong token": {"data": {}, "token": "wrong"},
    "no token": {"data": GOOD},
    "no object": [1],
    "bad fields": {"data": GOOD | {"email_subject": "a\nb", "more": 1}, "token": "right"},
    "unsendable": {"data": GOOD | {"email_content": "\ufffe"}, "token": "right"},
}
HEADERS = [{}, {"Idempotency-Key": "one"}, {"Idempotency-Key": "two words"}, {"Content-Type": "application/json; a=b"}]
OF_EACH_REQUEST = {"Date", "X-Email-Id"}


@contextmanager
def the_usual_way_closed():
    async def closed(*_):
        raise AssertionError("the usual way was taken")

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(web.Application, "_handle", closed)
        yield


async def told(client, body, headers):
    async with client.post("/process", data=body, headers=JSON | headers) as answer:
        shown = {name: value for name, value in answer.headers.items() if name not in OF_EACH_REQUEST}
        return answer.status, shown, await answer.read(), "X-Email-Id" in answer.headers


async def in_chunks(body):
    yield body


async def counts(client):
    async with client.get("/metrics") as metrics:
        lines = (await metrics.text()).splitlines()
    return {
        line for line in lines if line.startswith(("sluice_requests_total", "sluice_request_duration_seconds_count"))
    }


@pytest.mark.parametrize("headers", HEADERS, ids=str)
@pytest.mark.parametrize("body", [json.dumps(body).encode() for body in BODIES.values()] + [b"{", b"\xff"], ids=str)
async def test_both_ways_tell_and_count_the_same(start, body, headers):
    client, other = await start(), await start()

    with the_usual_way_closed():
        plain = await told(client, body, headers)

    assert plain == await told(other, in_chunks(body), headers)
    assert plain[0] in (202, 400, 401, 422)
    assert await counts(client) == await counts(other)
