"""The one definition of an email: what a client may post, and what travels on the queue."""

import json
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from marshmallow import RAISE, Schema, ValidationError, fields, validate

from svc_kit.errors import InvalidEmail

# SQS refuses U+FFFE, U+FFFF and most controls; lone surrogates have no UTF-8.
UNSENDABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
LAST_SECOND = 253_402_300_799  # 9999-12-31T23:59:59Z
LONGEST_LINE = 998  # RFC 5322, section 2.1.1


@dataclass(frozen=True)
class Email:
    email_subject: str
    email_sender: str
    email_timestream: str
    email_content: str


def _not_blank(value: str) -> None:
    if not value.strip():
        raise ValidationError("must not be blank")


def _sendable(value: str) -> None:
    if UNSENDABLE.search(value):
        raise ValidationError("must not contain control or unpaired characters")


def _one_line(value: str) -> None:
    if "\r" in value or "\n" in value:
        raise ValidationError("must be a single line")


def _unix_seconds(value: str) -> None:
    if not re.fullmatch(r"[0-9]{1,12}", value) or int(value) > LAST_SECOND:
        raise ValidationError(f"must be Unix seconds, 1 to 12 digits, at most {LAST_SECOND}")


def _text(*rules: Any) -> fields.String:
    return fields.String(
        required=True,
        validate=[_not_blank, _sendable, *rules],
        error_messages={
            "required": "is missing",
            "null": "must be a string",
            "invalid": "must be a string",
        },
    )


class EmailSchema(Schema):
    email_subject = _text(_one_line, validate.Length(max=LONGEST_LINE, error="must be at most {max} characters"))
    email_sender = _text(_one_line, validate.Length(max=LONGEST_LINE, error="must be at most {max} characters"))
    email_timestream = _text(_unix_seconds)
    email_content = _text()

    class Meta:
        unknown = RAISE

    error_messages = {"unknown": "is not a field of an email"}  # noqa: RUF012 - marshmallow's own spelling


_SCHEMA = EmailSchema()


def parse(data: Mapping[str, Any]) -> Email:
    """The email that `data` holds; raises InvalidEmail naming every fault by field."""
    try:
        return Email(**_SCHEMA.load(data))
    except ValidationError as fault:
        raise InvalidEmail(fault.messages_dict) from None


def dump(email: Email) -> str:
    """Compact JSON, the keys in the order of the schema, the values as they came."""
    return json.dumps(asdict(email), ensure_ascii=False, separators=(",", ":"))
