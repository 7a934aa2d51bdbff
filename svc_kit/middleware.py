"""One middleware turns every way to fail into the JSON that the contract promises."""

import logging
from collections.abc import Mapping

from aiohttp import web
from aiohttp.typedefs import Handler

from svc_kit.answer import Answer, answer
from svc_kit.errors import Declined, Faults, Unavailable

log = logging.getLogger(__name__)

_SENTENCES = {
    404: "there is nothing at this path",
    405: "this path does not know this method",
    413: "the body is too large",
    417: "only 100-continue can be expected",
}


@web.middleware
async def errors_as_json(request: web.Request, handler: Handler) -> web.StreamResponse:
    try:
        return await handler(request)
    except ConnectionError:
        raise  # the client has gone: nobody is left to be answered
    except Exception as fault:
        return answer_to(fault).response()


def answer_to(fault: Exception) -> Answer:
    """What is said of a request that ended so."""
    if isinstance(fault, Declined):
        return declined(fault)
    if isinstance(fault, web.HTTPException):
        return declined_by_aiohttp(fault)
    log.error("request failed", exc_info=fault)
    return declined(Unavailable())  # never a 500: what became of the email is unknown, as a 503 says


def declined(reason: Declined) -> Answer:
    return _answer(reason.status, reason.sentence, reason.headers, reason.fields)


def declined_by_aiohttp(reason: web.HTTPException) -> Answer:
    headers = {"Allow": reason.headers["Allow"]} if "Allow" in reason.headers else {}
    return _answer(reason.status, _SENTENCES.get(reason.status, "the request is not understood"), headers)


def _answer(status: int, sentence: str, headers: Mapping[str, str], fields: Faults | None = None) -> Answer:
    body: dict[str, object] = {"status": "declined", "error": sentence}
    if fields is not None:
        body["fields"] = fields
    return answer(body, status, headers)
