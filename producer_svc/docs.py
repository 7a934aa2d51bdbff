"""GET /docs: the interactive page of the OpenAPI document, with nothing from outside of this process."""

from importlib.metadata import distribution
from importlib.resources import files
from pathlib import Path

from aiohttp import web

# Located, not imported: on import that package reads nine megabytes of other pages into memory.
SWAGGER_UI = Path(str(distribution("offapi").locate_file("offapi")))
PAGE = Path(str(files("producer_svc"))) / "page"

ASSETS = {
    "start.js": (PAGE / "start.js", "text/javascript"),
    "swagger-ui.js": (SWAGGER_UI / "swagger_bundle.js", "text/javascript"),
    "swagger-ui.css": (SWAGGER_UI / "swagger_style.css", "text/css"),
}
HEADERS = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; "
    "img-src 'self' data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
}


async def page(_: web.Request) -> web.FileResponse:
    return _file(PAGE / "docs.html", "text/html", "no-cache")


async def asset(request: web.Request) -> web.FileResponse:
    """Only what is in the table is served, so that no name leads anywhere else."""
    if (found := ASSETS.get(request.match_info["name"])) is None:
        raise web.HTTPNotFound
    return _file(*found, "public, max-age=3600")


def _file(path: Path, kind: str, caching: str) -> web.FileResponse:
    headers = HEADERS | {"Content-Type": f"{kind}; charset=utf-8", "Cache-Control": caching}
    return web.FileResponse(path, headers=headers)


DOCS_ROUTES = [web.get("/docs", page), web.get("/docs/{name}", asset)]
