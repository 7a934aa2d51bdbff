"""A secret parameter and its versions."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from svc_kit.aws.client import client_ctx
from svc_kit.aws.errors import AwsError, translated


@dataclass(frozen=True)
class Secret:
    value: str = field(repr=False)
    version: int
    modified: float  # Unix seconds


@dataclass(frozen=True)
class Parameter:
    client: Any
    name: str

    async def current(self) -> Secret:
        return await self._read(self.name)

    async def version(self, number: int) -> Secret | None:
        """That version, or None where it is no longer kept."""
        try:
            return await self._read(f"{self.name}:{number}")
        except AwsError as fault:
            if fault.code not in ("ParameterNotFound", "ParameterVersionNotFound"):
                raise
            return None

    async def _read(self, name: str) -> Secret:
        with translated():
            answer = await self.client.get_parameter(Name=name, WithDecryption=True)
            found = answer["Parameter"]
            return Secret(found["Value"], found["Version"], found["LastModifiedDate"].timestamp())


@asynccontextmanager
async def parameter_ctx(name: str) -> AsyncIterator[Parameter]:
    async with client_ctx("ssm", read_seconds=2, attempts=2, connections=2) as client:
        yield Parameter(client, name)
