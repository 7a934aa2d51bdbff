"""What a listener answers itself, without a target."""

from collections.abc import Callable
from typing import Any

from aiohttp import web

from local_aws.routes import Listener


def fixed(detail: dict[str, Any]) -> web.Response:
    return web.Response(
        status=int(detail["StatusCode"]),
        text=detail.get("MessageBody", ""),
        content_type=detail.get("ContentType", "text/plain"),
    )


def redirect(
    detail: dict[str, Any], request: web.BaseRequest, listener: Listener, real_port: Callable[[int], int | None]
) -> web.Response:
    """To where the rule says, even if that leads off the laptop, or to where the balancer has that port here."""
    protocol, port = detail["Protocol"].lower(), detail["Port"]
    if detail["Host"] == "#{host}" and port.isdigit() and (here := real_port(int(port))):
        protocol, port = "http", str(here)
    location = f"{protocol}://{detail['Host']}:{port}{detail['Path']}"
    if request.rel_url.raw_query_string:
        location += f"?{detail['Query']}"
    for name, value in {
        "#{protocol}": listener.protocol.lower(),
        "#{host}": request.host.partition(":")[0],
        "#{port}": str(listener.port),
        "#{path}": request.rel_url.raw_path.lstrip("/"),
        "#{query}": request.rel_url.raw_query_string,
    }.items():
        location = location.replace(name, value)
    return web.Response(status=int(detail["StatusCode"].removeprefix("HTTP_")), headers={"Location": location})


def failure(status: int) -> web.Response:
    """400, 502, 503 and 504, in the form of an ALB's own."""
    title = f"{status} {web.Response(status=status).reason}"
    return web.Response(
        status=status,
        text=f"<html><head><title>{title}</title></head><body><h1>{title}</h1></body></html>",
        content_type="text/html",
        headers={"Server": "awselb/2.0"},
    )
