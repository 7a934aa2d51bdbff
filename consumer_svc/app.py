"""The consumer, whole: its poller, and the routes of its health port."""

import asyncio
import logging
from collections.abc import AsyncIterator
from time import monotonic

from aiohttp import web
from prometheus_client import CollectorRegistry

from consumer_svc import __version__
from consumer_svc.hand import Hand
from consumer_svc.metrics import Metrics
from consumer_svc.poller import Poller
from consumer_svc.settings import Settings
from svc_kit.aws.s3 import bucket_ctx
from svc_kit.aws.sqs import queue_ctx
from svc_kit.health import health_routes
from svc_kit.metrics import metrics_route
from svc_kit.middleware import errors_as_json
from svc_kit.run import STOPPING

log = logging.getLogger(__name__)

SETTINGS = web.AppKey("SETTINGS", Settings)
METRICS = web.AppKey("METRICS", Metrics)
POLLER = web.AppKey("POLLER", Poller)

SECONDS_TO_CLOSE = 2  # of the grace, for what comes after the poller


def create_app(settings: Settings) -> web.Application:
    registry = CollectorRegistry()
    app = web.Application(middlewares=[errors_as_json])
    app[SETTINGS] = settings
    app[METRICS] = Metrics(registry)
    app[STOPPING] = asyncio.Event()
    app.cleanup_ctx.append(polling_ctx)
    app.router.add_routes(
        [
            *health_routes(__version__, alive, {"polling": polling, "queue": receiving, "bucket": archiving}),
            metrics_route(registry),
        ]
    )
    return app


async def polling_ctx(app: web.Application) -> AsyncIterator[None]:
    settings, metrics = app[SETTINGS], app[METRICS]
    # The loop is its own retry: a single attempt keeps the receive that is out within the grace.
    longest_receive = settings.wait_time_seconds + 5
    async with (
        queue_ctx(settings.sqs_queue_url, read_seconds=longest_receive, attempts=1, connections=16) as queue,
        bucket_ctx(settings.output_bucket, connections=settings.concurrency) as bucket,
    ):
        hand = Hand(queue, bucket, settings.output_prefix, metrics)
        app[POLLER] = Poller(queue, hand, settings, metrics)
        loop = asyncio.create_task(app[POLLER].run(app[STOPPING]))
        yield
        try:
            async with asyncio.timeout(settings.shutdown_grace_seconds - SECONDS_TO_CLOSE):
                await loop
        except TimeoutError:
            log.warning("stopped with messages in hand, which come again after their timeout")


async def alive(app: web.Application) -> bool:
    """No outage turns this red, for a turn that ends in an error has ended too."""
    longest_turn = max(3 * app[SETTINGS].poll_interval_seconds, 60)
    return monotonic() - app[POLLER].last_turn < longest_turn


async def polling(app: web.Application) -> bool:
    return not app[STOPPING].is_set()


async def receiving(app: web.Application) -> bool:
    return app[POLLER].receiving


async def archiving(app: web.Application) -> bool:
    return not app[POLLER].refused
