"""The token that a client must show: read from SSM, kept fresh, its predecessor honoured for a while."""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from hmac import compare_digest
from secrets import token_bytes
from time import monotonic, time

from producer_svc.metrics import Metrics
from producer_svc.settings import Settings
from svc_kit.aws.errors import AwsError
from svc_kit.aws.ssm import Parameter, Secret, parameter_ctx
from svc_kit.errors import Unavailable, WrongToken

log = logging.getLogger(__name__)

# SSM serves 40 reads a second to a whole account, and anybody can send wrong tokens to every task of it.
SECONDS_BETWEEN_READS_ON_MISMATCH = 5
SECONDS_WHILE_NONE_IS_KNOWN = 1

NOBODYS_DIGEST = token_bytes(sha256().digest_size)  # what a token is compared with where there is no predecessor


@dataclass(frozen=True)
class Known:
    current: Secret
    previous: Secret | None
    overlap_ends: float  # Unix seconds

    def matches(self, token: str) -> bool:
        """In the same time whatever the token: digests are of one length, and both are always compared."""
        shown, (current, previous) = _digest(token), self._digests
        is_current, is_previous = compare_digest(shown, current), compare_digest(shown, previous)
        return is_current | (is_previous & (time() < self.overlap_ends))

    @cached_property
    def _digests(self) -> tuple[bytes, bytes]:
        return _digest(self.current.value), _digest(self.previous.value) if self.previous else NOBODYS_DIGEST


class TokenStore:
    def __init__(self, parameter: Parameter, settings: Settings, metrics: Metrics) -> None:
        self._parameter = parameter
        self._settings = settings
        self._refreshes = metrics.token_refreshes
        self._known: Known | None = None
        self._read_under_way: asyncio.Task[None] | None = None
        self._next_read_on_mismatch = 0.0

    async def verify(self, token: str) -> None:
        """Raises WrongToken, or Unavailable while no token was ever read."""
        if self.matches(token):
            return
        await self._read_on_mismatch()
        if self._known is None:
            raise Unavailable("tokens cannot be checked at the moment")
        if not self.matches(token):
            raise WrongToken("the token is wrong")

    def matches(self, token: str) -> bool:
        """Whether it is right as far as is known by now."""
        return self._known is not None and self._known.matches(token)

    @property
    def known(self) -> bool:
        return self._known is not None

    async def keep_fresh(self) -> None:
        while True:
            try:
                await self._reading()
            except Exception:
                log.exception("token not refreshed")
            await asyncio.sleep(self._settings.token_ttl_seconds if self.known else SECONDS_WHILE_NONE_IS_KNOWN)

    async def _read_on_mismatch(self) -> None:
        """Waits for the read that is under way, or for one of its own if the last such is long enough ago."""
        if not self._is_reading:
            if monotonic() < self._next_read_on_mismatch:
                return
            self._next_read_on_mismatch = monotonic() + SECONDS_BETWEEN_READS_ON_MISMATCH
        await asyncio.shield(self._reading())

    @property
    def _is_reading(self) -> bool:
        return self._read_under_way is not None and not self._read_under_way.done()

    def _reading(self) -> asyncio.Task[None]:
        """The read that is under way, or a new one."""
        if self._read_under_way is None or self._read_under_way.done():
            self._read_under_way = asyncio.create_task(self._read())
        return self._read_under_way

    async def _read(self) -> None:
        """Where SSM fails the last good token stays."""
        try:
            current = await self._parameter.current()
            # Of the version's own age, so that every task agrees on the end, one that starts today too.
            overlap_ends = current.modified + self._settings.token_overlap_seconds
            self._known = Known(current, await self._previous(current, overlap_ends), overlap_ends)
        except AwsError as fault:
            log.warning("token not refreshed", extra=fault.fields)
            self._refreshes.labels("failed").inc()
        else:
            self._refreshes.labels("refreshed").inc()

    async def _previous(self, current: Secret, overlap_ends: float) -> Secret | None:
        if self._known is not None and self._known.current == current:
            return self._known.previous
        if current.version == 1 or time() >= overlap_ends:
            return None
        return await self._parameter.version(current.version - 1)


def _digest(token: str) -> bytes:
    # A token with a lone surrogate is wrong like any other, so encoding it must not fail.
    return sha256(token.encode("utf-8", "surrogatepass")).digest()


@asynccontextmanager
async def token_store_ctx(settings: Settings, metrics: Metrics) -> AsyncIterator[TokenStore]:
    """Starts without SSM: the first read goes on in the background until it succeeds."""
    async with parameter_ctx(settings.token_param_name) as parameter, asyncio.TaskGroup() as background:
        store = TokenStore(parameter, settings, metrics)
        fresh = background.create_task(store.keep_fresh())
        yield store
        fresh.cancel()
