"""What is answered below the application, byte by byte."""

import asyncio
import json

import pytest

CANARY = "canary-4711"
POST = "POST /process HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"


async def converse(client, text):
    """Sends the bytes; returns status and body of what is answered until the connection is closed."""
    reader, writer = await asyncio.open_connection("127.0.0.1", client._base_url.port)
    writer.write(text.encode("latin-1"))
    async with asyncio.timeout(15):
        answer = await reader.read()
    writer.close()
    head, _, body = answer.decode().partition("\r\n\r\n")
    return int(head.split()[1]), json.loads(body)


@pytest.mark.parametrize(
    ("text", "status"),
    [
        (f"{CANARY}\r\n\r\n", 400),
        (f"GET /{CANARY} HTTP/9.9\r\n\r\n", 400),
        (f"GET / HTTP/1.1\r\nHost: x\r\nBad Name: {CANARY}\r\n\r\n", 400),
        (f"{POST}Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n{CANARY}", 400),
        (f"{POST}Content-Length: {CANARY}\r\n\r\n", 400),
        (f"{POST}Transfer-Encoding: chunked\r\n\r\n{CANARY}\r\n", 400),
        (f"GET / HTTP/1.1\r\nHost: x\r\nX: {CANARY}{'a' * 9000}\r\n\r\n", 431),
        ("GET / HTTP/1.1\r\nHost: x\r\n" + f"X: {CANARY}\r\n" * 200 + "\r\n", 431),
        (f"{POST}Expect: {CANARY}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n", 417),
        (f"GET /x HTTP/1.1\r\nHost: x\r\nExpect: {CANARY}\r\nConnection: close\r\n\r\n", 404),
    ],
    ids=lambda value: repr(value)[:60],
)
async def test_what_is_no_good_http_is_declined_without_an_echo_or_a_log(client, caplog, text, status):
    answered, body = await converse(client, text)

    assert (answered, body["status"]) == (status, "declined")
    assert CANARY not in json.dumps(body) + caplog.text


async def test_a_body_that_does_not_arrive_in_time_ends_the_connection(start):
    client = await start(READ_TIMEOUT_SECONDS="0.1")

    status, body = await converse(client, f"{POST}Content-Length: 9\r\n\r\n{{")

    assert (status, body["status"]) == (408, "declined")


async def test_a_client_that_goes_away_in_the_middle_harms_nobody(client, posted):
    _, writer = await asyncio.open_connection("127.0.0.1", client._base_url.port)
    writer.write(f"{POST}Content-Length: 9\r\n\r\n{{".encode())
    await writer.drain()
    writer.close()

    async with client.post("/process", json=posted) as answer:
        assert answer.status == 202
