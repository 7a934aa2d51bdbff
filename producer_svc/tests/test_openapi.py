"""What the document says is what the service does."""

import asyncio
import json

import pytest
from jsonschema_rs import Draft202012Validator
from schemathesis.specs.openapi.definitions import OPENAPI_31

from producer_svc import __version__
from producer_svc.openapi import document
from tests.fault_proxy import refuse

DOCUMENT = document(max_body_bytes=262_144)
PROCESS = DOCUMENT["paths"]["/process"]["post"]
OPERATIONS = [operation for path in DOCUMENT["paths"].values() for operation in path.values()]
ANSWERS = [answer for operation in OPERATIONS for answer in operation["responses"].values()]
POSTED = {**DOCUMENT, "$ref": "#/components/schemas/Posted"}


def example(status):
    return PROCESS["responses"][str(status)]["content"]["application/json"]["example"]


async def converse(client, text):
    """Sends the text; returns status and body of what is answered until the connection is closed."""
    reader, writer = await asyncio.open_connection("127.0.0.1", client._base_url.port)
    writer.write(text.encode())
    async with asyncio.timeout(60):
        answer = await reader.read()
    writer.close()
    head, _, body = answer.decode().partition("\r\n\r\n")
    return int(head.split()[1]), json.loads(body)


async def test_the_document_is_served_as_openapi_3_1_of_this_version(client):
    async with client.get("/openapi.json") as answer:
        assert (answer.status, answer.content_type) == (200, "application/json")
        served = await answer.json()

    assert served == DOCUMENT
    assert (served["openapi"], served["info"]["version"]) == ("3.1.0", __version__)


def test_the_document_is_valid():
    assert [fault.message for fault in Draft202012Validator(OPENAPI_31).iter_errors(DOCUMENT)] == []


def test_every_status_of_the_contract_is_in_the_document():
    statuses = {"202", "400", "401", "404", "405", "408", "413", "415", "417", "422", "431", "503"}
    assert set(PROCESS["responses"]) == statuses


def test_every_status_has_an_example_that_its_schema_admits():
    for answer in ANSWERS:
        content = answer["content"]["application/json"]
        Draft202012Validator({**DOCUMENT, **content["schema"]}).validate(content["example"])
        assert all(header["example"] for header in answer.get("headers", {}).values())


def test_nothing_but_its_four_fields_is_in_an_email():
    email = DOCUMENT["components"]["schemas"]["Email"]

    assert email["additionalProperties"] is False
    assert email["required"] == sorted(email["properties"])
    assert email["properties"]["email_subject"]["maxLength"] == 998


async def test_the_request_of_the_document_is_accepted(client):
    posted = PROCESS["requestBody"]["content"]["application/json"]["example"] | {"token": "right"}

    async with client.post("/process", json=posted) as answer:
        assert (answer.status, await answer.json()) == (202, example(202))
        assert set(PROCESS["responses"]["202"]["headers"]) <= set(answer.headers)


@pytest.mark.parametrize(
    ("status", "change"),
    [
        (400, {"token": 1}),
        (401, {"token": "wrong"}),
        (422, {"data": {"email_subject": "s", "email_timestream": "soon", "email_content": "c"}}),
    ],
)
async def test_what_is_wrong_with_a_body_is_answered_as_the_example_says(client, posted, status, change):
    async with client.post("/process", json=posted | change) as answer:
        assert (answer.status, await answer.json()) == (status, example(status))


@pytest.mark.parametrize(
    ("status", "method", "path", "request_"),
    [
        (404, "POST", "/proces", {}),
        (405, "GET", "/process", {}),
        (413, "POST", "/process", {"data": " " * 262_145, "headers": {"Content-Type": "application/json"}}),
        (415, "POST", "/process", {"data": "{}"}),
        (417, "POST", "/process", {"headers": {"Expect": "wonders"}}),
        (431, "POST", "/process", {"headers": {"X": "x" * 9000}}),
    ],
)
async def test_what_is_wrong_with_a_request_is_answered_as_the_example_says(client, status, method, path, request_):
    async with client.request(method, path, **request_) as answer:
        assert (answer.status, await answer.json()) == (status, example(status))
        for name, header in PROCESS["responses"][str(status)].get("headers", {}).items():
            assert answer.headers[name] == header["example"]


async def test_a_body_that_does_not_arrive_is_answered_as_the_example_says(start):
    client = await start(READ_TIMEOUT_SECONDS="0.1")
    begun = "POST /process HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 9\r\n\r\n{"

    assert await converse(client, begun) == (408, example(408))


async def test_an_outage_is_answered_as_the_example_says(faults, start, posted):
    faults.on("ssm", refuse(500, "InternalServerError"))
    client = await start()

    async with client.post("/process", json=posted) as answer:
        assert (answer.status, await answer.json()) == (503, example(503))
        assert answer.headers["Retry-After"] == PROCESS["responses"]["503"]["headers"]["Retry-After"]["example"]


@pytest.mark.parametrize("path", ["/health", "/openapi.json"])
async def test_what_can_be_read_is_answered_as_the_document_says(client, path):
    responses = DOCUMENT["paths"][path]["get"]["responses"]

    async with client.get(path) as answer:
        schema = responses[str(answer.status)]["content"]["application/json"]["schema"]
        Draft202012Validator({**DOCUMENT, **schema}).validate(await answer.json())
    async with client.post(path) as answer:
        assert (answer.status, answer.headers["Allow"]) == (405, responses["405"]["headers"]["Allow"]["example"])


LINES = {"x" * 998: 202, "x" * 999: 422, "é" * 998: 202, "😀" * 998: 202, "😀" * 999: 422, "a\nb": 422, "a\rb": 422}
ANYWHERE = {
    **{f"1{character}1": 422 for character in "\x00\x08\x0b\x0c\x0e\x1f\x7f\x9f\ufffe\uffff"},
    **dict.fromkeys(["", " ", "\t", "\xa0", "\u1680", "\u2000\u200a", "\u2028", "\u202f", "\u205f\u3000"], 422),
}
SENDABLE = {f"1{character}1": 202 for character in "\t\x20\x7e\xa0\u2028\ud7ff\ue000\ufffd\U0001fffe"}
NOT_BLANK = dict.fromkeys(["\u200b", "\ufeff", "\u180e", "\u2800"], 202)  # no space to Python; \s of ECMA-262 differs
TIMES = {"0": 202, "0" * 12: 202, "0" * 13: 422, "1\n": 422, "-1": 422, "1.0": 422, "\u0661": 422, "": 422}
LAST = {str(253_402_300_799 + more): 422 if more > 0 else 202 for more in [-1, 0, 1, 10**2, 10**6, 10**10, -(10**11)]}
LIMITS = [
    *[("email_subject", value, status) for value, status in (LINES | ANYWHERE | SENDABLE | NOT_BLANK).items()],
    *[("email_sender", value, status) for value, status in (LINES | ANYWHERE | SENDABLE | NOT_BLANK).items()],
    *[("email_timestream", value, status) for value, status in (TIMES | LAST | ANYWHERE).items()],
    *[("email_content", value, status) for value, status in (ANYWHERE | SENDABLE | NOT_BLANK).items()],
    ("email_content", "a\r\nb", 202),
    ("email_content", 1, 422),
    ("email_content", None, 422),
    ("more", "", 422),
]


async def test_the_document_admits_what_the_service_accepts_up_to_every_limit_and_no_more(client, posted):
    said = Draft202012Validator(POSTED)
    for field, value, status in LIMITS:
        at_the_limit = posted | {"data": posted["data"] | {field: value}}
        async with client.post("/process", json=at_the_limit) as answer:
            assert (field, value, answer.status) == (field, value, status)
        assert (field, value, said.is_valid(at_the_limit)) == (field, value, status == 202)


@pytest.mark.parametrize(
    ("envelope", "status"),
    [
        ({}, 202),
        ({"more": 1}, 202),
        ({"token": None}, 400),
        ({"token": ["right"]}, 400),
        ({"data": None}, 400),
        ({"data": []}, 400),
        ({"data": "{}"}, 400),
        ({"data": {}}, 422),
    ],
)
async def test_the_document_admits_the_envelopes_that_the_service_takes(client, posted, envelope, status):
    async with client.post("/process", json=posted | envelope) as answer:
        assert answer.status == status
    assert Draft202012Validator(POSTED).is_valid(posted | envelope) == (status == 202)


@pytest.mark.parametrize("part", ["data", "token"])
async def test_a_part_that_the_document_requires_is_missed(client, posted, part):
    del posted[part]

    async with client.post("/process", json=posted) as answer:
        assert answer.status == 400
    assert not Draft202012Validator(POSTED).is_valid(posted)


@pytest.mark.parametrize("field", ["email_subject", "email_sender", "email_timestream", "email_content"])
async def test_a_field_that_the_document_requires_is_missed(client, posted, field):
    del posted["data"][field]

    async with client.post("/process", json=posted) as answer:
        assert answer.status == 422
    assert not Draft202012Validator(POSTED).is_valid(posted)


@pytest.mark.parametrize(("key", "status"), [("!", 202), ("k" * 128, 202), ("k" * 129, 400), ("a b", 400), ("", 400)])
async def test_the_document_admits_the_idempotency_keys_that_the_service_takes(client, posted, key, status):
    [schema] = [each["schema"] for each in PROCESS["parameters"] if each["name"] == "Idempotency-Key"]

    async with client.post("/process", json=posted, headers={"Idempotency-Key": key}) as answer:
        assert answer.status == status
    assert Draft202012Validator(schema).is_valid(key) == (status == 202)
