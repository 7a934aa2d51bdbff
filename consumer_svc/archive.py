"""A message becomes one object, however often it is delivered."""

import json
import re
from enum import Enum
from hashlib import sha256
from typing import NoReturn

from svc_kit.aws.s3 import Bucket
from svc_kit.aws.sqs import Message

CANONICAL_UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")


class Outcome(Enum):
    ARCHIVED = "archived"
    DUPLICATE = "duplicate"  # archived before, with the same content
    CONFLICT = "conflict"  # the key holds another content
    NOT_JSON = "not_json"  # no JSON object: it will never be archived
    REFUSED = "refused"  # S3 did not take it
    FAILED = "failed"  # we could not handle it
    NOT_STARTED = "not_started"  # it came when we were told to stop

    @property
    def done(self) -> bool:
        """Whether the message may be deleted."""
        return self in (Outcome.ARCHIVED, Outcome.DUPLICATE)


async def archive(message: Message, bucket: Bucket, prefix: str) -> Outcome:
    """Writes the body, byte for byte, unless its key is taken; raises AwsError where S3 does not answer yes or no."""
    if not is_json_object(message.body):
        return Outcome.NOT_JSON
    body = message.body.encode()
    digest = sha256(body).hexdigest()
    key = f"{prefix}{email_id(message)}.json"
    if await bucket.put_if_absent(key, body, {"sha256": digest, "message-id": message.id}):
        return Outcome.ARCHIVED
    kept = await bucket.metadata(key)
    return Outcome.DUPLICATE if kept.get("sha256") == digest else Outcome.CONFLICT


def email_id(message: Message) -> str:
    """The id that the producer gave, or the MessageId of another producer's message."""
    given = message.attributes.get("email_id", "")
    return given if CANONICAL_UUID.fullmatch(given) else message.id


def is_json_object(body: str) -> bool:
    try:
        # Whole numbers are not converted: int() refuses to read more than 4,300 digits.
        return isinstance(json.loads(body, parse_int=str, parse_constant=_refuse), dict)
    except (ValueError, RecursionError):
        return False


def _refuse(constant: str) -> NoReturn:
    raise ValueError(constant)  # NaN and the infinities are no JSON
