"""What a client is answered, and what then lies on the queue."""

import json
from uuid import UUID

import pytest

ACCEPTED = '{"status":"accepted"}'
TRACE = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"


async def test_a_valid_email_is_accepted_once_it_is_on_the_queue(client, posted, data, messages):
    async with client.post("/process", json=posted) as answer:
        assert (answer.status, await answer.text()) == (202, ACCEPTED)
        email_id = answer.headers["X-Email-Id"]

    [message] = messages()
    assert message["Body"] == json.dumps(data, separators=(",", ":"))
    assert message["MessageAttributes"] == {"email_id": {"DataType": "String", "StringValue": email_id}}
    assert str(UUID(email_id)) == email_id


async def test_values_travel_unchanged(client, posted, messages):
    posted["data"] |= {"email_subject": "  Grüße\t😀 ", "email_content": 'a\r\n"b"\\ \u2028'}
    async with client.post("/process", json=posted) as answer:
        assert answer.status == 202

    [message] = messages()
    assert json.loads(message["Body"]) == posted["data"]
    assert "Grüße" in message["Body"]


async def test_a_retry_with_the_same_key_and_data_gets_the_same_id(client, posted):
    key = {"Idempotency-Key": "order-7"}
    async with client.post("/process", json=posted, headers=key) as first:
        pass
    async with client.post("/process", json=posted, headers=key) as again:
        pass
    posted["data"]["email_content"] = "something else"
    async with client.post("/process", json=posted, headers=key) as other:
        pass

    assert first.headers["X-Email-Id"] == again.headers["X-Email-Id"] != other.headers["X-Email-Id"]


async def test_without_a_key_each_email_gets_an_id_of_its_own(client, posted):
    async with client.post("/process", json=posted) as first, client.post("/process", json=posted) as second:
        assert first.headers["X-Email-Id"] != second.headers["X-Email-Id"]


@pytest.mark.parametrize("key", ["", "two words", "k" * 129, "ä"])
async def test_a_bad_idempotency_key_is_declined(client, posted, key):
    async with client.post("/process", json=posted, headers={"Idempotency-Key": key}) as answer:
        assert answer.status == 400


async def test_a_valid_traceparent_travels(client, posted, messages):
    async with client.post("/process", json=posted, headers={"traceparent": TRACE}):
        pass

    [message] = messages()
    assert message["MessageAttributes"]["traceparent"]["StringValue"] == TRACE


@pytest.mark.parametrize(
    "trace", ["garbage", TRACE.upper(), "ff" + TRACE[2:], TRACE.replace("00f067aa0ba902b7", "0" * 16)]
)
async def test_an_invalid_traceparent_does_not_travel(client, posted, messages, trace):
    async with client.post("/process", json=posted, headers={"traceparent": trace}) as answer:
        assert answer.status == 202

    [message] = messages()
    assert "traceparent" not in message["MessageAttributes"]


async def test_an_unknown_path_is_not_found(client):
    async with client.get("/nothing") as answer:
        assert (answer.status, (await answer.json())["status"]) == (404, "declined")


async def test_a_wrong_method_is_told_the_right_one(client):
    async with client.get("/process") as answer:
        assert (answer.status, answer.headers["Allow"]) == (405, "POST")
        assert (await answer.json())["status"] == "declined"


@pytest.mark.parametrize(
    "headers",
    [
        {"Content-Type": "text/plain"},
        {"Content-Type": "application/json", "Content-Encoding": "gzip"},
        {"Content-Type": "application/json", "Content-Encoding": "identity, deflate"},
    ],
)
async def test_another_media_type_or_encoding_is_declined(client, headers):
    async with client.post("/process", data=b"{}", headers=headers) as answer:
        assert answer.status == 415


async def test_a_body_of_just_the_limit_is_read_and_one_byte_more_is_not(start, posted):
    body = json.dumps(posted)
    client = await start(MAX_BODY_BYTES=str(len(body)))
    json_type = {"Content-Type": "application/json"}
    async with client.post("/process", data=body, headers=json_type) as answer:
        assert answer.status == 202
    async with client.post("/process", data=body + " ", headers=json_type) as answer:
        assert answer.status == 413


async def test_a_large_body_that_does_not_say_its_length_is_declined(start):
    client = await start(MAX_BODY_BYTES="1000")

    async def chunks():
        for _ in range(20):
            yield b" " * 100

    async with client.post("/process", data=chunks(), headers={"Content-Type": "application/json"}) as answer:
        assert (answer.status, (await answer.json())["status"]) == (413, "declined")


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{bad",
        b"[]",
        b"7",
        b'{"data": {}}',
        b'{"token": "right"}',
        b'{"data": [], "token": "right"}',
        b'{"data": {}, "token": 7}',
        b'{"data": {"email_subject": NaN}, "token": "right"}',
        b'\xef\xbb\xbf{"data": {}, "token": "right"}',
        '{"data": {}, "token": "right"}'.encode("utf-16"),
        b'{"data": {}, "token": "\xff"}',
        b"[" * 100_000,
        b'{"data":' * 20_000,
        b"1" * 5000,
    ],
    ids=lambda body: repr(body[:24]),
)
async def test_what_is_not_the_agreed_json_is_malformed(client, body):
    async with client.post("/process", data=body, headers={"Content-Type": "application/json"}) as answer:
        assert answer.status == 400
        assert set(await answer.json()) == {"status", "error"}


async def test_a_wrong_token_is_told_nothing_of_the_data(client):
    async with client.post("/process", json={"data": {}, "token": "wrong"}) as answer:
        assert answer.status == 401
        assert await answer.json() == {"status": "declined", "error": "the token is wrong"}


@pytest.mark.parametrize("token", ["", "right ", "r\ud800ght", "ríght"])
async def test_no_token_but_the_right_one_is_right(client, data, token):
    async with client.post("/process", json={"data": data, "token": token}) as answer:
        assert answer.status == 401


async def test_every_fault_of_the_data_is_named_by_field(client):
    data = {"email_subject": "a\nb", "email_sender": " ", "email_timestream": "²", "extra": 1}
    async with client.post("/process", json={"data": data, "token": "right"}) as answer:
        assert answer.status == 422
        assert set((await answer.json())["fields"]) == {
            "email_subject",
            "email_sender",
            "email_timestream",
            "email_content",
            "extra",
        }


@pytest.mark.parametrize("value", [r'"\ud800"', r'"\uFFFE"', r'"\u0000"', "1" * 5000, "[[]]", "null", "true"])
async def test_a_value_that_cannot_be_sent_is_a_fault_of_the_data(client, posted, value):
    posted["data"]["email_content"] = "HERE"
    body = json.dumps(posted).replace('"HERE"', value)
    async with client.post("/process", data=body, headers={"Content-Type": "application/json"}) as answer:
        assert answer.status == 422
        assert set((await answer.json())["fields"]) == {"email_content"}
