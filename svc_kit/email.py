"""The one definition of an email: what a client may post, and what travels on the queue."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

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


def _check(rule: Any) -> Callable[[str], bool]:
    """What the rule of a field says, without marshmallow's exceptions."""
    if rule is SHORT:
        return lambda value: len(value) <= LONGEST_LINE
    if rule in (SENDABLE, ONE_LINE):  # what they refuse is not printable, which is found out much sooner
        return lambda value: value.isprintable() or rule.allows(value)
    allows: Callable[[str], bool] = rule.allows
    return allows


_SCHEMA = EmailSchema()
_CHECKS = {name: [_check(rule) for rule in field.validators] for name, field in _SCHEMA.fields.items()}
_ENCODE = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode  # json.dumps would build one each time


def parse(data: Mapping[str, Any]) -> Email:
    """The email that `data` holds; raises InvalidEmail naming every fault by field."""
    if _is_plainly_valid(data):
        return Email(**data)
    try:
        return Email(**_SCHEMA.load(data))
    except ValidationError as fault:
        raise InvalidEmail(fault.messages_dict) from None


def _is_plainly_valid(data: Mapping[str, Any]) -> bool:
    """What the schema accepts, found out by its own rules in a fraction of its time; it alone names faults."""
    if data.keys() != _CHECKS.keys():
        return False
    for name, checks in _CHECKS.items():
        value = data[name]
        if type(value) is not str:
            return False
        for allowed in checks:
            if not allowed(value):
                return False
    return True


def dump(email: Email) -> str:
    """Compact JSON, the keys in the order of the schema, the values as they came."""
    return _ENCODE(vars(email))
