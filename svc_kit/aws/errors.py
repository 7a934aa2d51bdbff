"""How a call to AWS fails."""

from collections.abc import Iterator
from contextlib import contextmanager

import aiohttp
from botocore.exceptions import BotoCoreError, ClientError
from botocore.parsers import ResponseParserError


class AwsError(Exception):
    """A call that was refused, or that found no whole answer and may have had its effect all the same.

    `code` is AWS's own, or where AWS did not answer the kind of failure.
    """

    def __init__(self, code: str, message: str, request_id: str | None = None) -> None:
        super().__init__(f"{code}: {message}")
        self.code = code
        self.message = message
        self.request_id = request_id

    @property
    def fields(self) -> dict[str, str | None]:
        """What a log line says of it."""
        return {"code": self.code, "reason": self.message, "request_id": self.request_id}


@contextmanager
def translated() -> Iterator[None]:
    """Raises AwsError in place of whatever the SDK raises."""
    try:
        yield
    except ClientError as fault:
        error = fault.response.get("Error", {})
        request_id = fault.response.get("ResponseMetadata", {}).get("RequestId")
        raise AwsError(error.get("Code", "Unknown"), error.get("Message", ""), request_id) from fault
    except (BotoCoreError, ResponseParserError, aiohttp.ClientError, OSError) as fault:
        raise AwsError(type(fault).__name__, str(fault)) from fault
    except KeyError as fault:
        raise AwsError("IncompleteAnswer", f"the answer lacks {fault}") from fault
