"""What is answered below the application, byte by byte."""

import asyncio
import json

import pytest

CANARY = "canary-4711"
POST = "POST /process HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
CHUNKED = f"{POST}Transfer-Encoding: chunked\r\n\r\n"
HEALTH = "GET /health HTTP/1.1\r\nHost: x\r\n\r\n"


async def connect(client):
    return await asyncio.open_connection("127.0.0.1", client._base_url.port)


async def rest(reader):
    """Status, headers and body of the one answer before the connection is closed."""
    async with asyncio.timeout(60):
        answer = (await reader.read()).decode()
    head, _, body = answer.partition("\r\n\r\n")
    return int(head.split()[1]), head.partition("\r\n")[2], json.loads(body)


async def converse(client, text):
    reader, writer = await connect(client)
    writer.write(text.encode("latin-1"))
    status, headers, body = await rest(reader)
    writer.close()
    return status, headers, body


@pytest.mark.parametrize(
    ("text", "status"),
    [
        (f"{CANARY}\r\n\r\n", 400),
        (f"\x16\x03\x01 {CANARY}\r\n\r\n", 400),
        (f"GET /{CANARY} HTTP/9.9\r\n\r\n", 400),
        (f"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n{CANARY}", 400),
        (f"GET /{CANARY} HTTP/1.1\r\n\r\n", 400),
        (f"GET / HTTP/1.1\r\nHost: x\r\nBad Name: {CANARY}\r\n\r\n", 400),
        (f"GET / HTTP/1.1\r\nHost: x\r\nX: a\r\n folded {CANARY}\r\n\r\n", 400),
        (f"GET / HTTP/1.1\r\nHost: x\r\nX: {CANARY}\0\r\n\r\n", 400),
        (f"GET / HTTP/1.1\nHost: x\nX: {CANARY}\n\n", 400),
        (f"{POST}Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n{CANARY}", 400),
        (f"{POST}Transfer-Encoding: chunked\r\nContent-Length: 3\r\n\r\n0\r\n\r\n{CANARY}", 400),
        (f"{POST}Transfer-Encoding: {CANARY}\r\n\r\n0\r\n\r\n", 400),
        (f"{POST}Transfer-Encoding: chunked, {CANARY}\r\n\r\n0\r\n\r\n", 400),
        (f"{POST}Content-Length: 3\r\nContent-Length: 4\r\n\r\n{CANARY}", 400),
        (f"{POST}Content-Length: {CANARY}\r\n\r\n", 400),
        (f"{POST}Content-Length: -1\r\n\r\n{CANARY}", 400),
        (f"{POST}Content-Length: {'9' * 40}\r\n\r\n{CANARY}", 400),
        (f"{CHUNKED}{CANARY}\r\n", 400),
        (f"{CHUNKED}{'f' * 17}\r\n{CANARY}", 400),
        (f"GET / HTTP/1.1\r\nHost: x\r\nX: {CANARY}{'a' * 9000}\r\n\r\n", 431),
        (f"GET / HTTP/1.1\r\nHost: x\r\n{CANARY}{'a' * 9000}: 1\r\n\r\n", 431),
        (f"GET /{CANARY}{'a' * 9000} HTTP/1.1\r\nHost: x\r\n\r\n", 431),
        ("GET / HTTP/1.1\r\nHost: x\r\n" + f"X: {CANARY}\r\n" * 200 + "\r\n", 431),
        (f"{POST}Expect: {CANARY}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n", 417),
        (f"GET /x HTTP/1.1\r\nHost: x\r\nExpect: {CANARY}\r\nConnection: close\r\n\r\n", 404),
        (f"{CANARY} /process HTTP/1.1\r\nHost: x\r\n\r\n", 400),
        (f"CONNECT {CANARY}:443 HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n", 404),
        (f"CONNECT \n{CANARY}: HTTP/1.1\r\n\r\n", 400),
    ],
    ids=lambda value: repr(value)[:60],
)
async def test_what_is_no_good_http_is_declined_without_an_echo_or_a_log(client, caplog, text, status):
    caplog.set_level("DEBUG")

    answered, headers, body = await converse(client, text)

    assert (answered, body["status"]) == (status, "declined")
    assert "application/json" in headers
    assert CANARY not in headers + json.dumps(body) + caplog.text


async def test_no_answer_names_what_it_is_made_with(client):
    for text in (f"{CANARY}\r\n\r\n", HEALTH.replace("\r\n\r\n", "\r\nConnection: close\r\n\r\n")):
        _, headers, _ = await converse(client, text)
        assert "Server: sluice\r\n" in headers
        assert not {"python", "aiohttp"} & set(headers.lower().replace("/", " ").split())


async def test_garbage_in_the_middle_of_a_body_is_declined_at_once(client):
    reader, writer = await connect(client)
    writer.write(f"{CHUNKED}1\r\n{{\r\n".encode())
    await writer.drain()
    await answered_meanwhile(client)
    writer.write(f"{CANARY}\r\n".encode())

    status, _, body = await rest(reader)

    assert (status, body["error"]) == (400, "the body is not well-formed HTTP")
    writer.close()


async def test_a_head_without_end_is_declined_at_its_limit(client):
    reader, writer = await connect(client)
    writer.write(b"GET / HTTP/1.1\r\nHost: x\r\n")
    for n in range(9):
        writer.write(f"X-{n}: {'a' * 8000}\r\n".encode())
        await writer.drain()
        await answered_meanwhile(client)

    assert (await rest(reader))[0] == 431
    writer.close()


async def answered_meanwhile(client):
    """The server has read what was sent before this."""
    async with client.get("/health") as answer:
        assert answer.status == 200


async def test_a_chunked_body_without_end_is_declined_at_its_limit(start):
    client = await start(MAX_BODY_BYTES="1000")
    reader, writer = await connect(client)
    writer.write((CHUNKED + f"64\r\n{' ' * 100}\r\n" * 11).encode())

    async with asyncio.timeout(30):
        line = await reader.readline()

    assert line.split()[1] == b"413"
    writer.close()


@pytest.mark.parametrize("framing", ["chunked", "counted"])
async def test_an_email_that_comes_byte_by_byte_is_accepted(client, posted, framing):
    body = json.dumps(posted)
    text = f"{POST}Connection: close\r\nContent-Length: {len(body)}\r\n\r\n{body}"
    if framing == "chunked":
        chunks = "".join(f"1;ext=1\r\n{byte}\r\n" for byte in body)
        text = f"{POST}Connection: close\r\nTransfer-Encoding: chunked\r\n\r\n{chunks}0\r\nTrailer: 1\r\n\r\n"
    reader, writer = await connect(client)
    for byte in text.encode():
        writer.write(bytes([byte]))
        await writer.drain()
        await asyncio.sleep(0)

    assert (await rest(reader))[0] == 202
    writer.close()


async def test_what_is_expected_is_continued(client, posted):
    async with client.post("/process", json=posted, expect100=True) as answer:
        assert answer.status == 202


async def test_pipelined_requests_are_answered_in_their_order(client, posted):
    body = json.dumps(posted)
    email = f"{POST}Content-Length: {len(body)}\r\n\r\n{body}"
    bad = f"{POST}Content-Length: 1\r\n\r\n{{"
    reader, writer = await connect(client)
    writer.write((email + bad + HEALTH).encode() * 40 + f"{CANARY}\r\n\r\n".encode())

    async with asyncio.timeout(30):
        answers = (await reader.read()).decode()

    statuses = [part[2:5] for part in answers.split("HTTP/1.")[1:]]
    assert statuses == ["202", "400", "200"] * 40 + ["400"]
    writer.close()


async def test_an_accepted_email_is_answered_alike_whether_the_connection_stays_or_not(client, posted):
    """One of the two is written as one piece, the other is put together by aiohttp."""
    body = json.dumps(posted)
    reader, writer = await connect(client)
    for connection in ("keep-alive", "close"):
        writer.write(f"{POST}Connection: {connection}\r\nContent-Length: {len(body)}\r\n\r\n{body}".encode())

    async with asyncio.timeout(30):
        stays, goes = ("HTTP/1.1 202" + answer for answer in (await reader.read()).decode().split("HTTP/1.1 202")[1:])
    writer.close()

    def parts(answer):
        head, _, told = answer.partition("\r\n\r\n")
        line, *headers = head.split("\r\n")
        named = dict(header.split(": ", 1) for header in headers)
        assert len(named.pop("X-Email-Id")) == 36
        assert named.pop("Date").endswith(" GMT")
        return line, named, told

    line, headers, told = parts(stays)
    assert (line, told) == ("HTTP/1.1 202 Accepted", '{"status":"accepted"}')
    assert headers == {
        "Content-Type": "application/json; charset=utf-8",
        "Content-Length": str(len(told)),
        "Server": "sluice",
    }
    assert parts(goes) == (line, headers | {"Connection": "close"}, told)
