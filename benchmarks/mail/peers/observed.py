"""What each Python peer counts, with Prometheus' own client as its documentation shows it."""

from prometheus_client import Counter, Histogram

DONE = Counter("peer_emails", "Emails, by what became of them", ["outcome"])
SECONDS = Histogram("peer_seconds", "From the request, or the message, to its outcome")
