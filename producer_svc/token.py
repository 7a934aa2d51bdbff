"""The token that a client must show: read from SSM, kept fresh, its predecessor honoured for a while."""

import asyncio
import hmac
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from time import monotonic, time

from producer_svc.metrics import Metrics
from producer_svc.settings import Settings
from svc_kit.aws.errors import AwsError
from svc_kit.aws.ssm import Parameter, Secret, parameter_ctx
from svc_kit.errors import Unavailable, WrongToken

log = logging.getLogger(__name__)

# SSM serves 40 reads a second to a whole account, and anybody can send wrong tokens.
SECONDS_BETWEEN_READS = 0.5
SECONDS_WHILE_NONE_IS_KNOWN = 1


@dataclass(frozen=True)
class Known:
    current: Secret
    previous: Secret | None


class TokenStore:
    def __init__(self, parameter: Parameter, settings: Settings, metrics: Metrics) -> None:
        self._parameter = parameter
        self._settings = settings
        self._refreshes = metrics.token_refreshes
        self._known: Known | None = None
        self._read_under_way: asyncio.Task[None] | None = None
        self._next_read = 0.0

    async def verify(self, token: str) -> None:
        """Raises WrongToken, or Unavailable while no token was ever read."""
        if self._matches(token):
            return
        await asyncio.shield(self._reading())
        if self._known is None:
            raise Unavailable("tokens cannot be checked at the moment")
        if not self._matches(token):
            raise WrongToken("the token is wrong")

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

    def _reading(self) -> asyncio.Task[None]:
        """The read that is under way, or a new one."""
        if self._read_under_way is None or self._read_under_way.done():
            self._read_under_way = asyncio.create_task(self._read())
        return self._read_under_way

    def _matches(self, token: str) -> bool:
        if self._known is None:
            return False
        valid = [self._known.current]
        if self._known.previous and time() < self._overlap_ends(self._known.current):
            valid.append(self._known.previous)
        # A token with a lone surrogate is wrong like any other, so encoding it must not fail.
        shown = token.encode("utf-8", "surrogatepass")
        matches = [hmac.compare_digest(shown, secret.value.encode()) for secret in valid]
        return any(matches)

    def _overlap_ends(self, current: Secret) -> float:
        return current.modified + self._settings.token_overlap_seconds

    async def _read(self) -> None:
        """Where SSM fails the last good token stays."""
        await asyncio.sleep(self._next_read - monotonic())
        try:
            current = await self._parameter.current()
            self._known = Known(current, await self._previous(current))
        except AwsError as fault:
            log.warning("token not refreshed", extra=fault.fields)
            self._refreshes.labels("failed").inc()
        else:
            self._refreshes.labels("refreshed").inc()
        finally:
            self._next_read = monotonic() + SECONDS_BETWEEN_READS

    async def _previous(self, current: Secret) -> Secret | None:
        if self._known is not None and self._known.current.version == current.version:
            return self._known.previous
        if current.version == 1 or time() >= self._overlap_ends(current):
            return None
        return await self._parameter.version(current.version - 1)


@asynccontextmanager
async def token_store_ctx(settings: Settings, metrics: Metrics) -> AsyncIterator[TokenStore]:
    """Starts without SSM: the first read goes on in the background until it succeeds."""
    async with parameter_ctx(settings.token_param_name) as parameter, asyncio.TaskGroup() as background:
        store = TokenStore(parameter, settings, metrics)
        fresh = background.create_task(store.keep_fresh())
        yield store
        fresh.cancel()
