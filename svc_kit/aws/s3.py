"""A bucket: write an object only where there is none, and look at what is there."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

from svc_kit.aws.client import client_ctx
from svc_kit.aws.errors import AwsError, translated

# S3 answers in some 20 ms. The SDK's read timeout covers neither an answer that trickles nor its wait for
# "100 Continue", which precedes every PutObject.
CALL_SECONDS = 10


@dataclass(frozen=True)
class Bucket:
    client: Any
    name: str

    async def put_if_absent(self, key: str, body: bytes, metadata: Mapping[str, str]) -> bool:
        """Whether the JSON object was written; False where the key holds one already."""
        try:
            with translated():
                async with asyncio.timeout(CALL_SECONDS):
                    await self.client.put_object(
                        Bucket=self.name,
                        Key=key,
                        Body=body,
                        ContentType="application/json",
                        Metadata=dict(metadata),
                        IfNoneMatch="*",
                    )
        except AwsError as fault:
            if fault.code != "PreconditionFailed":
                raise
            return False
        return True

    async def reachable(self) -> bool:
        """True, or an AwsError."""
        with translated():
            async with asyncio.timeout(CALL_SECONDS):
                await self.client.head_bucket(Bucket=self.name)
        return True

    async def metadata(self, key: str) -> Mapping[str, str]:
        """Of the object that the key holds, the metadata it was written with."""
        with translated():
            async with asyncio.timeout(CALL_SECONDS):
                answer = await self.client.head_object(Bucket=self.name, Key=key)
            return dict(answer["Metadata"])


@asynccontextmanager
async def bucket_ctx(name: str, *, connections: int) -> AsyncIterator[Bucket]:
    # Not repeated by the SDK: the archive is, within the time that each message has.
    async with client_ctx("s3", read_seconds=5, attempts=1, connections=connections) as client:
        yield Bucket(client, name)
