"""The consumer, whole: its poller, and the routes of its health port."""

import asyncio
import logging
from collections.abc import AsyncIterator

from aiohttp import web
from prometheus_client import CollectorRegistry

from consumer_svc import __version__
from consumer_svc.archiver import Archiver
from consumer_svc.grip import Grip, now
from consumer_svc.hands import Hands
from consumer_svc.metrics import Metrics
from consumer_svc.outage import Outage
from consumer_svc.poller import Poller
from consumer_svc.receiver import Receiver
from consumer_svc.room import Room
from consumer_svc.settings import Settings
from consumer_svc.settler import Settler
from svc_kit.aws.s3 import bucket_ctx
from svc_kit.aws.sqs import queue_ctx
from svc_kit.health import health_routes
from svc_kit.metrics import metrics_route
from svc_kit.middleware import errors_as_json
from svc_kit.run import STOPPING

log = logging.getLogger(__name__)

SETTINGS = web.AppKey("SETTINGS", Settings)
METRICS = web.AppKey("METRICS", Metrics)
ARCHIVER = web.AppKey("ARCHIVER", Archiver)
RECEIVER = web.AppKey("RECEIVER", Receiver)
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
            *health_routes(__version__, alive, {"polling": polling, "queue": queue_answers, "bucket": bucket_takes}),
            metrics_route(registry),
        ]
    )
    return app


async def polling_ctx(app: web.Application) -> AsyncIterator[None]:
    settings, metrics, stopping = app[SETTINGS], app[METRICS], app[STOPPING]
    async with (
        queue_ctx(settings.sqs_queue_url, connections=32) as queue,
        bucket_ctx(settings.output_bucket, connections=settings.concurrency) as bucket,
    ):
        grip = Grip(queue)
        settler = Settler(queue, grip, metrics)
        archiver = app[ARCHIVER] = Archiver(bucket, settings.output_prefix, metrics, stopping)
        hands = Hands(archiver, settler, Room(settings.concurrency))
        receiver = app[RECEIVER] = Receiver(queue, grip, hands, metrics)
        poller = app[POLLER] = Poller(grip, receiver, hands, Outage(receiver, archiver, settler, bucket))
        loop = asyncio.create_task(poller.run(settings, stopping))
        yield
        try:
            async with asyncio.timeout(settings.shutdown_grace_seconds - SECONDS_TO_CLOSE):
                await loop
        except TimeoutError:
            log.warning("stopped with messages in hand, which come again after their timeout")


async def alive(app: web.Application) -> bool:
    """No outage turns this red, for a turn that ends in an error has ended too."""
    longest_turn = max(3 * app[SETTINGS].poll_interval_seconds, 60)
    return now() - app[POLLER].last_turn < longest_turn


async def polling(app: web.Application) -> bool:
    return not app[STOPPING].is_set()


async def queue_answers(app: web.Application) -> bool:
    return app[RECEIVER].answered


async def bucket_takes(app: web.Application) -> bool:
    return not app[ARCHIVER].refused
