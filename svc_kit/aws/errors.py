"""How a call to AWS fails."""

from collections.abc import Mapping
from json import JSONDecodeError
from typing import Any

import aiohttp
from botocore.exceptions import BotoCoreError, ClientError
from botocore.parsers import ResponseParserError, create_parser

from svc_kit.aws.exchange import Answer

# Refusals that do not hold for long: a conflict of writers, a slow request, too many of them.
_PASSING = {408, 409, 429}
# S3 and STS answer these with 400 or 403, though the next call may well be taken.
_PASSING_CODES = {"RequestTimeout", "ExpiredToken", "ExpiredTokenException", "RequestTimeTooSkewed", "OverLimit"}


class AwsError(Exception):
    """A call that was refused, or that found no whole answer and may have had its effect all the same.

    `code` is AWS's own, or where AWS did not answer the kind of failure; `status` is that of HTTP, if one came.
    """

    def __init__(
        self, code: str, message: str = "", *, request_id: str | None = None, status: int | None = None
    ) -> None:
        super().__init__(f"{code}: {message}")
        self.code = code
        self.message = message
        self.request_id = request_id
        self.status = status

    @property
    def name(self) -> str:
        """The code without its namespace: some come as AWS.SimpleQueueService.BatchRequestTooLong."""
        return self.code.rpartition(".")[2]

    @property
    def refused(self) -> bool:
        """Whether AWS looked at the call and said no, and would say it again."""
        if self.status is None or self.status in _PASSING or not 400 <= self.status < 500:
            return False
        return not (self.throttled or self.name in _PASSING_CODES)

    @property
    def throttled(self) -> bool:
        return "throttl" in self.code.lower() or self.name in ("TooManyRequestsException", "OverLimit", "SlowDown")

    @property
    def fields(self) -> dict[str, str | None]:
        """What a log line says of it."""
        return {"code": self.code, "reason": self.message, "request_id": self.request_id}


class _Translated:
    """A class, since a generator would cost as much as the signature of a call."""

    def __enter__(self) -> None:
        pass

    def __exit__(self, _kind: object, fault: BaseException | None, _trace: object) -> None:
        if fault is not None and (meant := _meaning(fault)):
            raise meant from fault


def translated() -> _Translated:
    """Raises AwsError in place of whatever the SDK raises."""
    return _TRANSLATED


_TRANSLATED = _Translated()


def _meaning(fault: BaseException) -> AwsError | None:
    match fault:
        case ClientError():
            return _told(fault.response)
        case BotoCoreError() | ResponseParserError() | aiohttp.ClientError() | OSError():
            return AwsError(type(fault).__name__, str(fault))
        case KeyError():
            return AwsError("IncompleteAnswer", f"the answer lacks {fault}")
        case JSONDecodeError():
            return AwsError("MalformedAnswer", f"the answer is no JSON: {fault.msg}")
    return None


def refusal(answer: Answer, service: str) -> AwsError:
    """What an answer that is no success says, as the SDK reads it."""
    parser = create_parser("rest-xml" if service == "s3" else "json")
    with translated():
        told = {"status_code": answer.status, "headers": answer.headers, "body": answer.body}
        return _told(parser.parse(told, None))


def _told(parsed: Mapping[str, Any]) -> AwsError:
    error = parsed.get("Error", {})
    about = parsed.get("ResponseMetadata", {})
    return AwsError(
        error.get("Code") or "Unknown",
        error.get("Message") or "",
        request_id=about.get("RequestId"),
        status=about.get("HTTPStatusCode"),
    )
