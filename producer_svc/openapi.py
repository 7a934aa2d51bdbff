"""The OpenAPI document: its schemas are those that validate, its examples what the service answers."""

from typing import Any

from aiohttp import web
from apispec import APISpec
from apispec.ext.marshmallow import MarshmallowPlugin
from apispec.ext.marshmallow.openapi import OpenAPIConverter
from marshmallow import Schema
from marshmallow.fields import Field

from producer_svc import __version__
from producer_svc.intake import IDEMPOTENCY_KEY
from producer_svc.responses import health_responses, itself_responses, process_responses
from producer_svc.schemas import PostedSchema
from svc_kit.answer import answer
from svc_kit.email import EmailSchema
from svc_kit.rules import Rule

IDEMPOTENCY = {
    "name": "Idempotency-Key",
    "in": "header",
    "description": "1 to 128 visible ASCII characters. A retry with the same key and data is one object.",
    "schema": {"type": "string", "pattern": f"^{IDEMPOTENCY_KEY.pattern}$"},
}
TRACE = {
    "name": "traceparent",
    "in": "header",
    "description": "W3C Trace Context; travels with the message where it is valid and is ignored where it is not.",
    "schema": {"type": "string"},
}


class _Converter(OpenAPIConverter):
    def field2pattern(self, field: Field[Any], **_: Any) -> dict[str, Any]:
        """apispec would show but one pattern of a field, and only a Regexp's, whose `$` Python reads otherwise."""
        patterns = [rule.pattern for rule in field.validators if isinstance(rule, Rule)]
        return {"allOf": [{"pattern": pattern} for pattern in patterns]} if patterns else {}


class _Plugin(MarshmallowPlugin):
    Converter = _Converter


def document(max_body_bytes: int) -> dict[str, Any]:
    spec = APISpec(
        "Sluice",
        __version__,
        "3.1.0",
        plugins=[_Plugin(schema_name_resolver=_name)],
        info={"description": "Takes an email by HTTP, checks it and keeps it safely."},
        servers=[{"url": "/"}],
    )
    spec.path("/process", operations={"post": _process(max_body_bytes)})
    spec.path("/health", operations={"get": _get("health", "Can this process make progress?", health_responses())})
    spec.path("/openapi.json", operations={"get": _get("openapi", "This document", itself_responses())})
    return spec.to_dict()


def openapi_route(max_body_bytes: int) -> web.RouteDef:
    built = document(max_body_bytes)

    async def openapi(_: web.Request) -> web.Response:
        return answer(built).response()

    return web.get("/openapi.json", openapi)


def _process(max_body_bytes: int) -> dict[str, Any]:
    return {
        "operationId": "process",
        "tags": ["mail"],
        "summary": "Take an email",
        "description": f"It is accepted once SQS has confirmed it. A request takes at most {max_body_bytes} bytes.",
        "parameters": [IDEMPOTENCY, TRACE],
        "requestBody": {
            "required": True,
            "content": {"application/json": {"schema": PostedSchema, "example": {"data": _email(), "token": "..."}}},
        },
        "responses": process_responses(),
    }


def _get(operation: str, summary: str, responses: dict[str, Any]) -> dict[str, Any]:
    return {"operationId": operation, "tags": ["service"], "summary": summary, "responses": responses}


def _email() -> dict[str, str]:
    return {name: field.metadata["example"] for name, field in EmailSchema().fields.items()}


def _name(schema: type[Schema] | Schema) -> str:
    kind = schema if isinstance(schema, type) else type(schema)
    return kind.__name__.removesuffix("Schema")
