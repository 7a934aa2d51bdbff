"""The one form in which JSON leaves a service."""

import json
from collections.abc import Mapping

from aiohttp import web


def answer(body: Mapping[str, object], status: int = 200, headers: Mapping[str, str] | None = None) -> web.Response:
    return web.Response(
        text=json.dumps(body, separators=(",", ":")),
        status=status,
        headers=headers,
        content_type="application/json",
    )
