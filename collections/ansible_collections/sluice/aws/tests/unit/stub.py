"""What AWS says when it refuses a call, said in its place."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import pytest
from ansible_collections.sluice.aws.plugins.module_utils.refusals import IAM_PREFIXES
from botocore.awsrequest import AWSResponse
from botocore.endpoint import Endpoint

READS = ("Describe", "Get", "List", "Head", "BatchGet", "Simulate")


@dataclass
class Stub:
    """Answers the first call that `applies` to by an error, `times` in a row; the others go through."""

    code: str
    message: str
    applies: Callable[[str], bool]
    times: int
    refused: list[str] = field(default_factory=list)
    """The IAM action of each call that was refused, as its message names it."""

    def answer(self, operation: Any) -> Any:
        service = operation.service_model
        prefix = IAM_PREFIXES.get(service.signing_name, service.signing_name)
        action = f"{prefix}:{operation.name}"
        self.refused.append(action)
        error = {"Code": self.code, "Message": self.message.format(action=action)}
        status = {"HTTPStatusCode": 400, "HTTPHeaders": {}}
        return (AWSResponse("", 400, {}, None), {"Error": error, "ResponseMetadata": status}), None


@contextmanager
def stub_ctx(stub: Stub) -> Iterator[Stub]:
    """No retry waits: the clock is not what is tried."""
    real = Endpoint._get_response

    def get_response(self: Endpoint, request: Any, operation: Any, context: Any) -> Any:
        if len(stub.refused) < stub.times and stub.applies(operation.name):
            return stub.answer(operation)
        return real(self, request, operation, context)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Endpoint, "_get_response", get_response)
        patch.setattr("time.sleep", lambda _seconds: None)
        yield stub


def throttled(times: int = 1) -> Any:
    return stub_ctx(Stub("Throttling", "Rate exceeded", lambda _operation: True, times))


def denied(applies: Callable[[str], bool], message: str) -> Any:
    return stub_ctx(Stub("AccessDenied", message, applies, 1))


def is_write(operation: str) -> bool:
    return not operation.startswith(READS)
