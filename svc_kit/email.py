"""The one definition of an email: what a client may post, and what travels on the queue."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import orjson
from marshmallow import RAISE, Schema, ValidationError, fields, validate
from marshmallow.validate import Validator

from svc_kit.errors import InvalidEmail
from svc_kit.rules import MoreThan, Pattern, Without, digits_up_to

# SQS refuses U+FFFE, U+FFFF and most controls.
UNSENDABLE = r"\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufffe\uffff"
# What str.isspace knows and UNSENDABLE does not refuse; \s of ECMA-262 is another set.
BLANK = r"\t\n\r \xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000"
LAST_SECOND = 253_402_300_799  # 9999-12-31T23:59:59Z
LONGEST_LINE = 998  # RFC 5322, section 2.1.1


@dataclass(frozen=True)
class Email:
    email_subject: str
    email_sender: str
    email_timestream: str
    email_content: str


NOT_BLANK = MoreThan(BLANK, "must not be blank")
SENDABLE = Without(UNSENDABLE, "must not contain control or unpaired characters", surrogates=False)
ONE_LINE = Without(r"\r\n", "must be a single line")
SHORT = validate.Length(max=LONGEST_LINE, error="must be at most {max} characters")
UNIX_SECONDS = Pattern(digits_up_to(LAST_SECOND), f"must be Unix seconds, 1 to 12 digits, at most {LAST_SECOND}")


def _text(*rules: Validator, example: str, description: str) -> fields.String:
    return fields.String(
        required=True,
        validate=[NOT_BLANK, SENDABLE, *rules],
        error_messages={
            "required": "is missing",
            "null": "must be a string",
            "invalid": "must be a string",
        },
        metadata={"description": description, "example": example},
    )


class EmailSchema(Schema):
    email_subject = _text(ONE_LINE, SHORT, example="Happy new year!", description="One line, not blank.")
    email_sender = _text(ONE_LINE, SHORT, example="John Doe", description="One line, not blank.")
    email_timestream = _text(
        UNIX_SECONDS, example="1693561101", description=f"Unix seconds, 1 to 12 digits, at most {LAST_SECOND}."
    )
    email_content = _text(
        example="Just want to say... Happy new year!!!",
        description="Any number of lines, not blank; the size of the whole request is what limits it.",
    )

    class Meta:
        unknown = RAISE

    error_messages = {"unknown": "is not a field of an email"}  # noqa: RUF012 - marshmallow's own spelling


_SCHEMA = EmailSchema()


def parse(data: Mapping[str, Any]) -> Email:
    """The email that `data` holds; raises InvalidEmail naming every fault by field."""
    if _is_plainly_valid(data):
        return Email(**data)
    try:
        return Email(**_SCHEMA.load(data))
    except ValidationError as fault:
        raise InvalidEmail(fault.messages_dict) from None


def _is_plainly_valid(data: Mapping[str, Any]) -> bool:
    """What nearly every email is and the schema accepts, found out in a fraction of its time; it alone names faults."""
    if len(data) != len(_SCHEMA.fields):
        return False
    subject, sender = data.get("email_subject"), data.get("email_sender")
    second, content = data.get("email_timestream"), data.get("email_content")
    return (
        _is_plain_line(subject)
        and _is_plain_line(sender)
        and type(second) is str
        and second.isascii()
        and second.isdigit()
        and len(second) < len(str(LAST_SECOND))
        and type(content) is str
        # What SENDABLE refuses is not printable, which is found out much sooner.
        and (content.isprintable() or SENDABLE.allows(content))
        and NOT_BLANK.allows(content)
    )


def _is_plain_line(value: object) -> bool:
    # Of the characters that make a line blank only the space is printable, of those that it must not have none.
    return type(value) is str and value.isprintable() and len(value) <= LONGEST_LINE and value.strip(" ") != ""


def dump(email: Email) -> str:
    """Compact JSON, the keys in the order of the schema, the values as they came."""
    return orjson.dumps(vars(email)).decode()
