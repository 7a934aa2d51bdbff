"""Who calls AWS: credentials from whichever source the SDK finds, kept fresh by it."""

import asyncio
import logging

from botocore.credentials import ReadOnlyCredentials
from botocore.exceptions import NoCredentialsError

from svc_kit.aws.client import new_session, session

log = logging.getLogger(__name__)

SECONDS_BETWEEN_RENEWALS = 5  # of credentials that AWS refuses; the agent of a task throttles too


class Identity:
    def __init__(self) -> None:
        self._session = session()
        self._renewing = asyncio.Lock()
        self._renewed = -SECONDS_BETWEEN_RENEWALS + 0.0  # by the clock of the loop

    async def credentials(self) -> ReadOnlyCredentials:
        """Those of this moment; raises a BotoCoreError where there are none."""
        found = await self._session.get_credentials()
        if found is None:
            raise NoCredentialsError
        return await found.get_frozen_credentials()

    async def renewed(self, refused: ReadOnlyCredentials) -> bool:
        """Whether there are others by now than those that AWS takes for expired; asks every source anew for them."""
        async with self._renewing:
            loop = asyncio.get_running_loop()
            if await self.credentials() == refused and loop.time() - self._renewed >= SECONDS_BETWEEN_RENEWALS:
                self._renewed = loop.time()
                self._session = new_session()
                log.warning("credentials asked for anew")
            return bool(await self.credentials() != refused)
