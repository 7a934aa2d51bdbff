"""Every status of the contract, with an example."""

from typing import Any

from marshmallow import Schema

from producer_svc import __version__
from producer_svc.schemas import AcceptedSchema, DeclinedSchema, HealthSchema, InvalidSchema

Responses = dict[str, Any]


def process_responses() -> Responses:
    return {
        "202": _response(
            "SQS has confirmed this very email.",
            AcceptedSchema,
            {"status": "accepted"},
            _header(
                "X-Email-Id", "The name of the object that it becomes.", "d9b7f3a2-6a51-4c5e-9f0e-3c1b8a7d2e64", "uuid"
            ),
        ),
        "400": _declined("Not JSON, or not of this shape.", "token must be a string"),
        "401": _declined("The token is wrong; nothing is said of the data.", "the token is wrong"),
        "404": _declined("What a path that is not in this document is answered.", "there is nothing at this path"),
        "405": _wrong_method("POST"),
        "408": _declined(
            "Headers or body not complete in time; the connection is closed.", "the request did not arrive in time"
        ),
        "413": _declined("The body is larger than every valid email may be.", "the body is too large"),
        "415": _declined("Not JSON, or encoded.", "the content type must be application/json"),
        "417": _expectation(),
        "422": _response(
            "The data is not valid: every fault, by field.",
            InvalidSchema,
            {
                "status": "declined",
                "error": "the email is not valid",
                "fields": {
                    "email_sender": ["is missing"],
                    "email_timestream": ["must be Unix seconds, 1 to 12 digits, at most 253402300799"],
                },
            },
        ),
        "431": _headers_too_large(),
        "503": _declined(
            "Come again: whether this email was kept is unknown.",
            "tokens cannot be checked at the moment",
            _header("Retry-After", "Seconds.", "1"),
        ),
    }


def health_responses() -> Responses:
    example = {"status": "ok", "version": __version__}
    return {"200": _response("It can.", HealthSchema, example)} | _of_every_get()


def itself_responses() -> Responses:
    content = {"application/json": {"schema": {"type": "object"}, "example": {"openapi": "3.1.0"}}}
    return {"200": {"description": "OpenAPI 3.1.", "content": content}} | _of_every_get()


def _of_every_get() -> Responses:
    return {
        "400": _declined("Not well-formed HTTP.", "this is not a well-formed HTTP request"),
        "405": _wrong_method("GET,HEAD"),
        "417": _expectation(),
        "431": _headers_too_large(),
    }


def _wrong_method(allowed: str) -> Responses:
    allow = _header("Allow", "The methods that this path knows.", allowed)
    return _declined("Another method.", "this path does not know this method", allow)


def _expectation() -> Responses:
    return _declined("An Expect that is not 100-continue.", "only 100-continue can be expected")


def _headers_too_large() -> Responses:
    return _declined("Headers too many or too large.", "a header is too large")


def _declined(description: str, error: str, header: Responses | None = None) -> Responses:
    return _response(description, DeclinedSchema, {"status": "declined", "error": error}, header)


def _response(
    description: str, schema: type[Schema], example: dict[str, Any], header: Responses | None = None
) -> Responses:
    response = {"description": description, "content": {"application/json": {"schema": schema, "example": example}}}
    return response | {"headers": header} if header else response


def _header(name: str, description: str, example: str, form: str | None = None) -> Responses:
    schema = {"type": "string"} | ({"format": form} if form else {})
    return {name: {"required": True, "description": description, "schema": schema, "example": example}}
