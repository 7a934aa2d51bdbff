"""Health: /health says whether this process can make progress, /ready which of its named checks pass."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping

from aiohttp import web

from svc_kit.answer import answer

log = logging.getLogger(__name__)

Check = Callable[[web.Application], Awaitable[bool]]
CHECK_SECONDS = 5


def health_routes(version: str, alive: Check, ready: Mapping[str, Check]) -> list[web.RouteDef]:
    async def health(request: web.Request) -> web.Response:
        passed = await alive(request.app)
        status = "ok" if passed else "stalled"
        return answer({"status": status, "version": version}, 200 if passed else 503).response()

    async def readiness(request: web.Request) -> web.Response:
        passed = await asyncio.gather(*(_passes(request.app, name, check) for name, check in ready.items()))
        checks = dict(zip(ready, ("ok" if one else "failing" for one in passed), strict=True))
        status = "ready" if all(passed) else "not ready"
        return answer({"status": status, "checks": checks}, 200 if all(passed) else 503).response()

    return [web.get("/health", health), web.get("/ready", readiness)]


async def _passes(app: web.Application, name: str, check: Check) -> bool:
    try:
        async with asyncio.timeout(CHECK_SECONDS):
            return await check(app)
    except Exception:
        log.exception("check failed", extra={"check": name})
        return False
