"""What the producer counts."""

import logging
from functools import cache
from time import perf_counter

from aiohttp import web
from aiohttp.typedefs import Handler, Middleware
from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram

from svc_kit.answer import Answer
from svc_kit.logs import event

log = logging.getLogger(__name__)

# Not the names of http.HTTPStatus, some of which a later Python changes under the dashboards.
OUTCOMES = {
    202: "accepted",
    400: "bad_request",
    401: "unauthorized",
    405: "method_not_allowed",
    408: "request_timeout",
    413: "too_large",
    415: "unsupported_media_type",
    422: "unprocessable",
    503: "unavailable",
    None: "client_gone",
}


class Metrics:
    def __init__(self, registry: CollectorRegistry) -> None:
        self.requests = Counter(
            "sluice_requests", "Requests to take an email, by what they were told", ["outcome"], registry=registry
        )
        # From zero on, or the first ones would be no increase to Prometheus, which never saw less.
        for outcome in [*OUTCOMES.values(), "declined"]:
            self.requests.labels(outcome)
        self._count_of = cache(self.requests.labels)  # prometheus_client takes a lock and makes a key for each
        self.request_duration = Histogram(
            "sluice_request_duration_seconds", "From the request to its answer", registry=registry
        )
        self.pending = Gauge("sluice_pending_emails", "Emails that wait for SQS to confirm them", registry=registry)
        self.publish_batch_size = Histogram(
            "sluice_publish_batch_size", "Emails that share one call to SQS", buckets=range(1, 11), registry=registry
        )
        self.publish_failures = Counter(
            "sluice_publish_failures", "Emails that SQS did not confirm, by its reason", ["reason"], registry=registry
        )
        self.token_refreshes = Counter(
            "sluice_token_refreshes", "Reads of the token from SSM", ["outcome"], registry=registry
        )
        for outcome in ("refreshed", "failed"):
            self.token_refreshes.labels(outcome)

    def observe(self, response: Answer | web.StreamResponse | None, duration: float) -> None:
        """Where there is no response, there was no client any more to get one."""
        status = response.status if response is not None else None
        outcome = OUTCOMES.get(status, "declined")
        self._count_of(outcome).inc()
        self.request_duration.observe(duration)
        event(
            log,
            "request answered",
            {
                "outcome": outcome,
                "status": status,
                "email_id": response.headers.get("X-Email-Id") if response is not None else None,
                "duration_seconds": round(duration, 4),
            },
        )


def requests_observed(metrics: Metrics, path: str) -> Middleware:
    """Counts, times and logs each request to that path."""

    @web.middleware
    async def observe(request: web.Request, handler: Handler) -> web.StreamResponse:
        if request.path != path:
            return await handler(request)
        started = perf_counter()
        response = None
        try:
            response = await handler(request)
        finally:
            metrics.observe(response, perf_counter() - started)
        return response

    return observe
