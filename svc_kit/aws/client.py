"""A client of one AWS service, with timeouts; endpoint, region and credentials are the SDK's to find."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from functools import cache
from typing import Any

from aiobotocore.config import AioConfig
from aiobotocore.session import AioSession
from botocore.exceptions import BotoCoreError

from svc_kit.aws.clock import CLOCK
from svc_kit.settings import SettingsError

# The other SDKs and ECS say AWS_REGION; botocore alone reads only AWS_DEFAULT_REGION.
_REGION = {"region": ("region", ["AWS_REGION", "AWS_DEFAULT_REGION"], None, None)}


def new_session() -> AioSession:
    """It finds credentials and settings for itself."""
    return AioSession(_REGION)


@cache
def session() -> AioSession:
    """One for the process, whose clients share the descriptions of AWS, for these take long to read."""
    return new_session()


@asynccontextmanager
async def client_ctx(
    service: str, *, read_seconds: float = 2, attempts: int = 1, connections: int = 1
) -> AsyncIterator[Any]:
    config = AioConfig(
        connect_timeout=2,
        read_timeout=read_seconds,
        retries={"mode": "standard", "total_max_attempts": attempts},
        max_pool_connections=connections,
    )
    async with AsyncExitStack() as stack:
        try:
            client = await stack.enter_async_context(session().create_client(service, config=config))
        except (BotoCoreError, ValueError) as fault:
            raise SettingsError(f"the AWS SDK does not start: {fault}") from fault
        client.meta.events.register_first(f"needs-retry.{service}", CLOCK.correct)
        yield client
