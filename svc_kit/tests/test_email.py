"""What an email is."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from marshmallow import ValidationError

from svc_kit.email import Email, EmailSchema, dump, parse
from svc_kit.errors import InvalidEmail

GOOD = {
    "email_content": "content",
    "email_timestream": "1693561101",
    "email_sender": "sender",
    "email_subject": "subject",
}


def faults(**changes: object) -> set[str]:
    """The fields that are at fault."""
    try:
        parse(GOOD | changes)
    except InvalidEmail as fault:
        return set(fault.fields or {})
    return set()


def test_an_email_is_dumped_compactly_in_the_order_of_its_schema() -> None:
    dumped = dump(parse(GOOD | {"email_sender": "Grüße\t"}))

    assert dumped == (
        '{"email_subject":"subject","email_sender":"Grüße\\t","email_timestream":"1693561101","email_content":"content"}'
    )


def test_what_was_dumped_is_parsed_to_the_same_email() -> None:
    email = Email("a\u2028", " b ", "0", "😀\r\n")

    assert parse(json.loads(dump(email))) == email


def test_every_fault_of_every_field_is_named() -> None:
    with pytest.raises(InvalidEmail) as declined:
        parse({"email_subject": "\n", "email_sender": 1, "email_timestream": None, "more": ""})

    assert declined.value.fields == {
        "email_subject": ["must not be blank", "must be a single line"],
        "email_sender": ["must be a string"],
        "email_timestream": ["must be a string"],
        "email_content": ["is missing"],
        "more": ["is not a field of an email"],
    }


@pytest.mark.parametrize("field", ["email_subject", "email_sender"])
def test_subject_and_sender_are_one_line_of_998_characters(field: str) -> None:
    assert faults(**{field: "é" * 998}) == set()
    assert faults(**{field: "é" * 999}) == {field}
    assert faults(**{field: "a\rb"}) == {field}


@pytest.mark.parametrize("seconds", ["0", "000000000001", "253402300799"])
def test_seconds_until_the_year_9999_are_a_timestream(seconds: str) -> None:
    assert faults(email_timestream=seconds) == set()


@pytest.mark.parametrize("seconds", ["-1", "+1", " 1", "1\n", "1.5", "²", "\u0661", "253402300800", "0" * 13])
def test_anything_else_is_no_timestream(seconds: str) -> None:
    assert faults(email_timestream=seconds) == {"email_timestream"}


@pytest.mark.parametrize("character", ["\x00", "\x0b", "\x1f", "\x7f", "\x9f", "\ud800", "\ufffe", "\uffff"])
def test_no_field_holds_what_cannot_be_sent(character: str) -> None:
    assert faults(**dict.fromkeys(GOOD, f"1{character}1")) == set(GOOD)


@pytest.mark.parametrize("character", ["\t", "\r", "\n", "\x20", "\ud7ff", "\ue000", "\ufffd", "\U0001fffe", "\u200b"])
def test_content_holds_everything_else(character: str) -> None:
    assert faults(email_content=f"1{character}1") == set()


@pytest.mark.parametrize("blank", ["", " ", "\t\r\n", "\u3000"])
def test_blank_is_no_content(blank: str) -> None:
    assert faults(email_content=blank) == {"email_content"}


nearly_text = st.text(st.sampled_from("a0 \t\n\r\x00\x7f\x85\xa0\u2028\u3000\ufffe\ud800\U0001f600"), max_size=4)
lengths = st.integers(996, 1000).map("é".__mul__)
seconds = st.from_regex(r"[0-9]{1,13}", fullmatch=True) | st.sampled_from(
    ["253402300799", "253402300800", "\uff11", "1\n"]
)
values = nearly_text | lengths | seconds | st.text(max_size=8) | st.none() | st.integers() | st.lists(st.text())
fields = st.sampled_from([*GOOD, "another"])


@settings(max_examples=1500, deadline=None, database=None)
@given(changes=st.dictionaries(fields, values, max_size=3), missing=st.sets(fields, max_size=1))
def test_an_email_is_taken_or_declined_just_as_its_schema_says(changes: dict[str, object], missing: set[str]) -> None:
    data = {name: value for name, value in (GOOD | changes).items() if name not in missing}
    try:
        expected: object = Email(**EmailSchema().load(data))
    except ValidationError as fault:
        expected = fault.messages_dict

    try:
        told: object = parse(data)
    except InvalidEmail as fault:
        told = fault.fields

    assert told == expected
