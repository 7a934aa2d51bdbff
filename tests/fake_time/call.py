"""One call to AWS and what is answered, apart from any server or client."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from multidict import CIMultiDict, CIMultiDictProxy


@dataclass(frozen=True)
class Call:
    method: str
    path: str  # raw, with its query
    headers: CIMultiDictProxy[str] | CIMultiDict[str]
    body: bytes

    @property
    def action(self) -> str:
        """Its name in the API, such as ReceiveMessage; of an S3 call without a query PutObject, GetObject and so on."""
        target = self.headers.get("X-Amz-Target", "")
        if target:
            return target.rpartition(".")[2]
        verb = {"POST": "Post"}.get(self.method, self.method.capitalize())
        thing = "Object" if self.path.strip("/").count("/") else "Bucket"
        return verb + thing

    @property
    def parameters(self) -> dict[str, Any]:
        """Of a call to SQS or SSM."""
        return dict(json.loads(self.body))


@dataclass(frozen=True)
class Answer:
    status: int
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)
