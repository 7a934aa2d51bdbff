"""Calls to one service of AWS: signed, timed, and sent again where that is certain to do no harm."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from svc_kit.aws.client import session
from svc_kit.aws.clock import CLOCK
from svc_kit.aws.endpoint import Endpoint
from svc_kit.aws.errors import AwsError, refusal, translated
from svc_kit.aws.exchange import Answer, ConnectionBroken
from svc_kit.aws.identity import Identity
from svc_kit.aws.patience import Patience, pause
from svc_kit.aws.pool import Pool
from svc_kit.aws.request import Request
from svc_kit.aws.signing import Signer
from svc_kit.aws.tls import context

# The same credentials may be taken with the next call, once they are new (error codes of S3, SQS and STS).
EXPIRED = {
    "ExpiredToken",
    "ExpiredTokenException",
    "InvalidAccessKeyId",
    "InvalidClientTokenId",
    "InvalidToken",
    "UnrecognizedClientException",
}


@dataclass(frozen=True, slots=True)
class Terms:
    """Within how many seconds the whole call must be answered, how often it is tried, and whether twice does harm."""

    seconds: float
    tries: int = 1
    repeatable: bool = False


class Transport:
    def __init__(self, endpoint: Endpoint, pool: Pool, identity: Identity) -> None:
        self._pool = pool
        self._identity = identity
        self._signer = Signer(endpoint.signing_name, endpoint.region, endpoint.host)
        self._patience = Patience()

    async def call(self, request: Request, terms: Terms) -> Answer:
        """The answer of a call that succeeded; raises AwsError for any other end."""
        loop = asyncio.get_running_loop()
        until = loop.time() + terms.seconds
        tries = 1
        while True:
            try:
                answer = await self._trusted(request, terms, until)
            except AwsError as fault:
                wait = pause(tries)
                tries += 1
                if fault.refused or tries > terms.tries or loop.time() + wait >= until or not self._patience.spend():
                    raise
                await asyncio.sleep(wait)
            else:
                self._patience.earn()
                return answer

    async def _trusted(self, request: Request, terms: Terms, until: float) -> Answer:
        """Asks once more, and only once each, with the right time or with new credentials where these were refused."""
        signed_anew = renewed = False
        while True:
            with translated():
                credentials = await self._identity.credentials()
                headers = self._signer.headers(request, credentials, CLOCK.second())
                answer = await self._answer(request, request.head(headers) + request.body, terms, until)
            if answer.status < 300:
                return answer
            fault = refusal(answer, self._signer.service)
            if not signed_anew and CLOCK.corrected(fault.name, answer.headers.get("date")):
                signed_anew = True
                continue
            with translated():
                if not renewed and fault.name in EXPIRED and await self._identity.renewed(credentials):
                    renewed = True
                    continue
            raise fault

    async def _answer(self, request: Request, wire: bytes, terms: Terms, until: float) -> Answer:
        """A connection that was idle may have been closed at the other end without our knowing."""
        while True:
            connection = await self._pool.take(until)
            was_kept = connection.answers > 0
            try:
                return await connection.exchange(wire, bodiless=request.method == "HEAD", until=until)
            except ConnectionBroken as fault:
                if not (was_kept and terms.repeatable) or fault.begun:
                    raise
            finally:
                self._pool.give(connection)


@asynccontextmanager
async def transport_ctx(endpoint: Endpoint, connections: int) -> AsyncIterator[Transport]:
    tls = context(session().get_config_variable("ca_bundle")) if endpoint.tls else None
    pool = Pool(endpoint, tls, connections)
    yield Transport(endpoint, pool, Identity())
    pool.close()
