"""A bucket: write an object only where there is none, and look at what is there.

By the transport of SQS rather than by obstore, the other way that is lean: a consumer with obstore took 1.4 times the
CPU of an email and 9 MB more (benchmarks/results/mail.md), and so one signing, one clock, one set of deadlines,
credentials and errors serve both services.
"""

from base64 import b64encode
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from hashlib import sha256
from urllib.parse import quote

from svc_kit.aws.endpoint import endpoint_of
from svc_kit.aws.errors import AwsError
from svc_kit.aws.request import Request
from svc_kit.aws.transport import Terms, Transport, transport_ctx

CALL_SECONDS = 10  # S3 answers in some 20 ms

WRITE = Terms(CALL_SECONDS, repeatable=True)  # it does nothing where it was done; the archive tries it again
LOOK = Terms(CALL_SECONDS, tries=2, repeatable=True)

_METADATA = "x-amz-meta-"
_AGENT = {"user-agent": "sluice"}


@dataclass(frozen=True)
class Bucket:
    """`path` is what the endpoint puts before a key: nothing where the bucket stands in the name of the host."""

    transport: Transport
    path: str

    async def put_if_absent(self, key: str, body: bytes, metadata: Mapping[str, str]) -> bool:
        """Whether the JSON object was written; False where the key holds one already."""
        headers = {
            **_AGENT,
            "content-type": "application/json",
            "if-none-match": "*",
            # Besides the hash that is signed: a bucket with Object Lock takes nothing without a checksum.
            "x-amz-checksum-sha256": b64encode(sha256(body).digest()).decode(),
            **{_METADATA + name: value for name, value in metadata.items()},
        }
        try:
            await self.transport.call(Request("PUT", self._of(key), headers, body), WRITE)
        except AwsError as fault:
            if fault.code != "PreconditionFailed":
                raise
            return False
        return True

    async def reachable(self) -> bool:
        """True, or an AwsError."""
        await self.transport.call(Request("HEAD", self.path or "/", _AGENT), LOOK)
        return True

    async def metadata(self, key: str) -> Mapping[str, str]:
        """Of the object that the key holds, the metadata it was written with."""
        answer = await self.transport.call(Request("HEAD", self._of(key), _AGENT), LOOK)
        return {
            name.removeprefix(_METADATA): value for name, value in answer.headers.items() if name.startswith(_METADATA)
        }

    def _of(self, key: str) -> str:
        return f"{self.path}/{quote(key, safe='/~')}"


@asynccontextmanager
async def bucket_ctx(name: str, *, connections: int) -> AsyncIterator[Bucket]:
    endpoint = await endpoint_of("s3", "HeadBucket", Bucket=name)
    async with transport_ctx(endpoint, connections) as transport:
        yield Bucket(transport, endpoint.path)
