"""Where a service of AWS is, and for which region and name it is signed, as the SDK resolves it."""

from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any
from urllib.parse import urlsplit

from botocore import xform_name

from svc_kit.aws.client import client_ctx
from svc_kit.settings import SettingsError


@dataclass(frozen=True, slots=True)
class Endpoint:
    """`path` is what every request begins with, without a slash at its end."""

    tls: bool
    name: str
    port: int
    path: str
    host: str
    region: str
    signing_name: str


async def endpoint_of(service: str, operation: str, **parameters: str) -> Endpoint:
    """Regions, partitions, FIPS, dual stack, AWS_ENDPOINT_URL and its likes, S3's styles: whatever the SDK would do.

    Raises SettingsError where it finds no endpoint. Nothing is sent: the SDK asks before each call whether
    somebody answers in its place, and there the call is seen whole.
    """
    seen: dict[str, Any] = {}

    def answer(params: dict[str, Any], request_signer: Any, context: dict[str, Any], **_: Any) -> tuple[Any, Any]:
        signing = context.get("signing", {})
        seen.update(
            url=params["url"],
            region=signing.get("region") or request_signer.region_name,
            name=signing.get("signing_name") or request_signer.signing_name,
        )
        return SimpleNamespace(status_code=200), {}

    async with client_ctx(service) as client:
        client.meta.events.register_first(f"before-call.{service}.{operation}", answer)
        await getattr(client, xform_name(operation))(**parameters)
        url = urlsplit(seen["url"])
        if url.hostname is None or url.scheme not in ("http", "https"):
            raise SettingsError(f"the endpoint of {service} is no URL")
        tls = url.scheme == "https"
        usual = 443 if tls else 80
        name = f"[{url.hostname}]" if ":" in url.hostname else url.hostname
        return Endpoint(
            tls=tls,
            name=url.hostname,
            port=url.port or usual,
            path=url.path.rstrip("/"),
            host=name if url.port in (None, usual) else f"{name}:{url.port}",
            region=seen["region"],
            signing_name=seen["name"],
        )
