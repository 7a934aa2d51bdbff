"""The one main: settings, signals, a listener that opens and closes in order, exit codes."""

import asyncio
import gc
import logging
import os
import signal
import socket
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

import uvloop
from aiohttp import web

from svc_kit import logs
from svc_kit.connection import Limits
from svc_kit.express import Lane, Take
from svc_kit.server import Runner
from svc_kit.settings import S, ServiceSettings, SettingsError, read
from svc_kit.version import version

log = logging.getLogger(__name__)

STOPPING = web.AppKey("STOPPING", asyncio.Event)
EXPRESS: web.AppKey[Take] = web.AppKey("EXPRESS")  # a service may answer plain requests past its routes
EX_CONFIG = 78


class ListenError(Exception):
    """The address is taken or not ours."""


def main(kind: type[S], create_app: Callable[[S], web.Application]) -> None:
    """Run a service until SIGTERM or SIGINT; exits 78 on bad settings and 1 where it cannot listen."""
    try:
        settings = read(kind, os.environ)
        logs.start(settings.log_level)
        uvloop.run(_serve(create_app(settings), settings))
    except SettingsError as fault:
        print(f"bad settings: {fault}", file=sys.stderr)
        sys.exit(EX_CONFIG)
    except ListenError as fault:
        print(fault, file=sys.stderr)
        sys.exit(1)


async def _serve(app: web.Application, settings: ServiceSettings) -> None:
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, _stop, app[STOPPING], number)
    async with listening_ctx(app, settings) as port:
        _settle_down()
        log.info("listening", extra={"host": settings.host, "port": port, "version": version()})
        await app[STOPPING].wait()
        log.info("stopping", extra={"drain_seconds": settings.drain_seconds})
        await asyncio.sleep(settings.drain_seconds)
    log.info("stopped")


def _settle_down() -> None:
    """What there is after the start stays, so that looking for garbage in it again and again is of no use."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)


def _stop(stopping: asyncio.Event, number: signal.Signals) -> None:
    """The first signal asks for an orderly end; who sends a second will not wait for one."""
    if stopping.is_set():
        log.warning("ended at once", extra={"signal": number.name})
        # The status by which a shell reports a death by signal: not 0, for what is in flight is cut.
        os._exit(128 + number)
    stopping.set()


async def _close_while_stopping(request: web.Request, response: web.StreamResponse) -> None:
    """A client that keeps its connection would find it cut when the drain ends, its next request unanswered."""
    if request.app[STOPPING].is_set():
        response.force_close()
        response.headers["Connection"] = "close"  # aiohttp has written this header before it asks


@asynccontextmanager
async def listening_ctx(app: web.Application, settings: ServiceSettings) -> AsyncIterator[int]:
    """Serves the app on the port that is yielded; what is in flight at the end has the grace to finish."""
    app.on_response_prepare.append(_close_while_stopping)
    runner = Runner(
        app,
        Limits(settings.read_timeout_seconds, settings.max_connections),
        Lane(app[EXPRESS], app[STOPPING]) if EXPRESS in app else None,
        access_log=None,  # the services write their own line for each request
        auto_decompress=False,
        keepalive_timeout=settings.keepalive_seconds,
        shutdown_timeout=max(0, settings.shutdown_grace_seconds - settings.drain_seconds),
    )
    # Bound before the app starts, so that a second copy touches no message.
    with _bound(settings.host, settings.port) as door:
        try:
            await runner.setup()
            await web.SockSite(runner, door).start()
            yield door.getsockname()[1]
        finally:
            app[STOPPING].set()
            await runner.cleanup()


def _bound(host: str, port: int) -> socket.socket:
    try:
        return socket.create_server((host, port))
    except OSError as fault:
        reason = str(fault.strerror).partition(" (")[0]  # the rest says the address once more
        raise ListenError(f"cannot listen on {host}:{port}: {reason}") from None
