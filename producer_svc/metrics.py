"""What the producer counts."""

import logging
from http import HTTPStatus
from time import perf_counter

from aiohttp import web
from aiohttp.typedefs import Handler, Middleware
from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram

log = logging.getLogger(__name__)


class Metrics:
    def __init__(self, registry: CollectorRegistry) -> None:
        self.requests = Counter(
            "sluice_requests", "Requests to take an email, by what they were told", ["outcome"], registry=registry
        )
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


def requests_observed(metrics: Metrics, path: str) -> Middleware:
    """Counts, times and logs each request to that path."""

    @web.middleware
    async def observe(request: web.Request, handler: Handler) -> web.StreamResponse:
        if request.path != path:
            return await handler(request)
        started = perf_counter()
        response = await handler(request)
        duration = perf_counter() - started
        outcome = HTTPStatus(response.status).name.lower()
        metrics.requests.labels(outcome).inc()
        metrics.request_duration.observe(duration)
        log.info(
            "request answered",
            extra={
                "outcome": outcome,
                "email_id": response.headers.get("X-Email-Id"),
                "duration_seconds": round(duration, 4),
            },
        )
        return response

    return observe
