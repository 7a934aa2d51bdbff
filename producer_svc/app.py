"""The producer, whole: its resources and its routes."""

import asyncio
from collections.abc import AsyncIterator

from aiohttp import web
from prometheus_client import CollectorRegistry

from producer_svc import __version__
from producer_svc.docs import DOCS_ROUTES
from producer_svc.handlers import METRICS, PATH, PUBLISHER, SETTINGS, TOKENS, express, process
from producer_svc.metrics import Metrics, requests_observed
from producer_svc.openapi import openapi_route
from producer_svc.publisher import publisher_ctx
from producer_svc.settings import Settings
from producer_svc.token import token_store_ctx
from svc_kit.health import health_routes
from svc_kit.metrics import metrics_route
from svc_kit.middleware import errors_as_json
from svc_kit.run import EXPRESS, STOPPING


def create_app(settings: Settings) -> web.Application:
    registry = CollectorRegistry()
    metrics = Metrics(registry)
    app = web.Application(
        middlewares=[requests_observed(metrics, PATH), errors_as_json],
        client_max_size=settings.max_body_bytes,
    )
    app[SETTINGS] = settings
    app[METRICS] = metrics
    app[STOPPING] = asyncio.Event()
    app[EXPRESS] = express(app)
    app.cleanup_ctx.append(tokens_ctx)
    app.cleanup_ctx.append(publishing_ctx)
    app.router.add_routes(
        [
            web.post(PATH, process),
            *health_routes(__version__, alive, {"serving": serving, "token": token, "queue": queue}),
            metrics_route(registry),
            openapi_route(settings.max_body_bytes),
            *DOCS_ROUTES,
        ]
    )
    return app


async def tokens_ctx(app: web.Application) -> AsyncIterator[None]:
    async with token_store_ctx(app[SETTINGS], app[METRICS]) as app[TOKENS]:
        yield


async def publishing_ctx(app: web.Application) -> AsyncIterator[None]:
    async with publisher_ctx(app[SETTINGS], app[METRICS]) as app[PUBLISHER]:
        yield


async def alive(_: web.Application) -> bool:
    """A process that answers can make progress."""
    return True


async def serving(app: web.Application) -> bool:
    return not app[STOPPING].is_set()


async def token(app: web.Application) -> bool:
    return app[TOKENS].known


async def queue(app: web.Application) -> bool:
    return await app[PUBLISHER].reachable()
