"""What the consumer counts."""

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram

from consumer_svc.archive import Outcome


class Metrics:
    def __init__(self, registry: CollectorRegistry) -> None:
        self.received = Counter("sluice_messages_received", "Messages received from the queue", registry=registry)
        self.archived = Counter("sluice_emails_archived", "Emails that became an object", registry=registry)
        self.duplicates = Counter("sluice_duplicates", "Messages that were archived before", registry=registry)
        self.conflicts = Counter(
            "sluice_conflicts", "Messages whose object exists with another content", registry=registry
        )
        self.left = Counter(
            "sluice_messages_left", "Messages left on the queue, by the reason", ["reason"], registry=registry
        )
        # From zero on, or the first ones would be no increase to Prometheus, which never saw less.
        for reason in [*(outcome.value for outcome in Outcome if not outcome.done), "undeleted"]:
            self.left.labels(reason)
        self.archive_duration = Histogram(
            "sluice_archive_duration_seconds", "From taking a message in hand to its outcome", registry=registry
        )
        self.queue_delay = Histogram(
            "sluice_queue_delay_seconds",
            "From sent to archived",
            buckets=(0.1, 0.5, 1, 5, 10, 30, 60, 300, 900, 3600, 21_600, 86_400),
            registry=registry,
        )
        self.last_receive = Gauge(
            "sluice_last_receive_timestamp_seconds", "When SQS last answered a receive", registry=registry
        )
        self.in_flight = Gauge("sluice_inflight_messages", "Messages that are being archived", registry=registry)

    def count(self, outcome: Outcome, duration: float, delay: float) -> None:
        """One attempt at a message that took `duration` and ended `delay` seconds after it was sent."""
        self.archive_duration.observe(duration)
        match outcome:
            case Outcome.ARCHIVED:
                self.archived.inc()
                self.queue_delay.observe(max(0, delay))  # two clocks
            case Outcome.DUPLICATE:
                self.duplicates.inc()
            case Outcome.CONFLICT:
                self.conflicts.inc()
        if not outcome.done:
            self.left.labels(outcome.value).inc()
