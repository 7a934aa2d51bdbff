"""Clients that are slow, silent, many or ambiguous harm nobody."""

import asyncio
import json

import pytest

from producer_svc.settings import Settings
from producer_svc.tests.test_wire import CHUNKED, HEALTH, POST, connect, converse, rest

JSON = {"Content-Type": "application/json"}
UNFINISHED = ["", "G", "GET / HTTP/1.1\r\nHost: x\r\nX:", f"{POST}Content-Length: 9\r\n\r\n{{", f"{CHUNKED}1\r\n{{\r\n"]


@pytest.mark.parametrize("text", UNFINISHED, ids=["nothing", "a letter", "half a head", "half a body", "a chunk"])
async def test_a_request_that_does_not_come_whole_in_time_ends_the_connection(start, caplog, text):
    client = await start(READ_TIMEOUT_SECONDS="0.1")

    status, headers, body = await converse(client, text)

    assert (status, body) == (408, {"status": "declined", "error": "the request did not arrive in time"})
    assert "Connection: close" in headers
    assert "request failed" not in caplog.messages


@pytest.mark.parametrize(
    "text", ["GET / HTTP/1.1\r\nX: ", f"{POST}Content-Length: 99999\r\n\r\n", f"{CHUNKED}fffff\r\n"]
)
async def test_a_trickle_of_bytes_wins_no_time(start, text):
    client = await start(READ_TIMEOUT_SECONDS="0.2")
    reader, writer = await connect(client)
    writer.write(text.encode())

    async def trickle():
        while True:
            writer.write(b"a")
            await asyncio.sleep(0.01)

    trickling = asyncio.create_task(trickle())
    async with asyncio.timeout(30):
        line = await reader.readline()
    trickling.cancel()

    assert line.split()[1] == b"408"
    writer.close()


async def test_a_half_head_on_a_kept_connection_ends_it_too(start):
    client = await start(READ_TIMEOUT_SECONDS="0.1")
    reader, writer = await connect(client)
    writer.write(HEALTH.encode())
    await reader.readuntil(b"}")
    writer.write(b"GET / HT")

    assert (await rest(reader))[0] == 408
    writer.close()


async def test_a_kept_connection_outlives_the_time_to_read_but_not_its_own(start):
    client = await start(READ_TIMEOUT_SECONDS="0.1", KEEPALIVE_SECONDS="1")
    reader, writer = await connect(client)
    writer.write(HEALTH.encode())
    await reader.readuntil(b"}")

    assert (await converse(client, ""))[0] == 408  # so the time to read is over
    writer.write(HEALTH.encode())
    assert await reader.readuntil(b"}")
    async with asyncio.timeout(30):
        assert await reader.read() == b""
    writer.close()


def test_connections_are_kept_for_longer_than_the_balancer_keeps_them():
    assert Settings(sqs_queue_url="", token_param_name="").keepalive_seconds > 60


def test_the_largest_bodies_of_all_connections_are_half_of_a_task():
    settings = Settings(sqs_queue_url="", token_param_name="")

    assert settings.max_connections * settings.max_body_bytes <= 256 * 1024 * 1024 / 2


async def test_the_rest_of_a_declined_body_is_not_waited_for_without_end(start):
    client = await start(READ_TIMEOUT_SECONDS="0.2")
    reader, writer = await connect(client)
    writer.write(b"POST /nothing HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\n")

    assert (await rest(reader))[0] == 404
    writer.close()


async def test_who_does_not_read_the_answers_is_cut_off(start, eventually):
    client = await start(READ_TIMEOUT_SECONDS="0.3")
    _, writer = await connect(client)
    writer.transport.pause_reading()

    async def cut_off():
        writer.write(b"GET /metrics HTTP/1.1\r\nHost: x\r\n\r\n" * 100)
        return writer.transport.is_closing()

    await eventually(cut_off)


async def test_connections_over_the_limit_are_told_to_come_again(start, posted, eventually):
    client = await start(MAX_CONNECTIONS="1")
    reader, writer = await connect(client)
    writer.write(HEALTH.encode())
    await reader.readuntil(b"}")
    body = json.dumps(posted)

    status, headers, answer = await converse(client, f"{POST}Content-Length: {len(body)}\r\n\r\n{body}")
    healthy, *_ = await converse(client, HEALTH)

    assert (status, answer["status"], healthy) == (503, "declined", 200)
    assert "Retry-After: 1\r\n" in headers
    assert "Connection: close" in headers

    writer.close()

    async def accepted():
        async with client.post("/process", json=posted) as answer:
            return answer.status == 202

    await eventually(accepted)


async def test_a_flood_of_connections_is_not_even_read(start):
    client = await start(MAX_CONNECTIONS="1")
    connections = [await connect(client) for _ in range(80)]

    async with asyncio.timeout(60):
        answers = await asyncio.gather(*(reader.read() for reader, _ in connections[1:]))

    assert sum(b" 408 " in answer for answer in answers) == 64
    assert sum(answer == b"" for answer in answers) == 15
    for _, writer in connections:
        writer.close()


@pytest.mark.parametrize(
    "body",
    [
        '{"token": "wrong", "token": "right", "data": DATA}',
        '{"token": "right", "data": {}, "data": DATA}',
        '{"token": "right", "data": {"email_sender": "a", "email_s\\u0065nder": "b"}}',
        '{"token": "right", "data": DATA, "more": [{"a": 1, "a": 1}]}',
    ],
)
async def test_a_key_that_stands_twice_is_malformed(client, data, body):
    async with client.post("/process", data=body.replace("DATA", json.dumps(data)), headers=JSON) as answer:
        assert answer.status == 400


@pytest.mark.parametrize(
    "body",
    [
        "[" * 10_000 + "]" * 10_000,
        '{"a":' * 10_000 + "1" + "}" * 10_000,
        "-Infinity",
        "\ufeff{}",
        "{} {}",
        '{"data": {}, "token": "\r\n"}',
        '{"data": {}, "token": "\0"}',
        "{'data': {}}",
        '{"data": {}, "token": "right",}',
    ],
    ids=lambda body: repr(body[:24]),
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-16-le", "utf-32-be"])
async def test_what_only_some_read_as_json_is_malformed(client, body, encoding):
    async with client.post("/process", data=body.encode(encoding), headers=JSON) as answer:
        assert answer.status == 400


@pytest.mark.parametrize("value", ["1e999999", "-1e999999", "1" * 5000, "0." + "1" * 5000, "[" * 500 + "]" * 500])
async def test_numbers_and_lists_of_any_size_are_no_strings(client, posted, value):
    body = json.dumps(posted).replace('"John Doe"', value)
    async with client.post("/process", data=body, headers=JSON) as answer:
        assert (answer.status, set((await answer.json())["fields"])) == (422, {"email_sender"})


@pytest.mark.parametrize("character", ["\r", "\n", "\0", "\ud800", "\ufffe", "\uffff", "\x1b", "\x85"])
async def test_no_line_and_no_log_can_be_broken_by_a_field(client, posted, caplog, character):
    caplog.set_level("DEBUG")
    posted["data"]["email_subject"] = f"canary{character}canary"

    async with client.post("/process", json=posted) as answer:
        assert answer.status == 422
        assert "canary" not in await answer.text() + caplog.text


async def test_a_compressed_body_is_never_inflated(client):
    async with client.post("/process", data=b"no gzip", headers=JSON | {"Content-Encoding": "gzip"}) as answer:
        assert answer.status == 415


async def test_a_large_body_that_says_so_is_declined_before_it_comes(client):
    reader, writer = await connect(client)
    writer.write(f"{POST}Content-Length: 999999999\r\n\r\n".encode())

    async with asyncio.timeout(30):
        assert (await reader.readline()).split()[1] == b"413"
    writer.close()


async def test_a_client_that_goes_away_in_the_middle_harms_nobody(client, posted, caplog):
    for text in UNFINISHED:
        _, writer = await connect(client)
        writer.write(text.encode())
        await writer.drain()
        writer.close()

    async with client.post("/process", json=posted) as answer:
        assert answer.status == 202
    assert "request failed" not in caplog.messages


async def test_what_follows_an_upgrade_is_not_kept(client):
    upgrade = HEALTH.replace("\r\n\r\n", "\r\nConnection: upgrade\r\nUpgrade: websocket\r\n\r\n")

    status, headers, _ = await converse(client, upgrade + "GET / HT")

    assert status == 200
    assert "Connection: close" in headers
