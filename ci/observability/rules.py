"""The rules of Prometheus: what dashboards and alerts ask often, and the alerts themselves."""

from typing import Any

from ci.observability.alerts import Alert

RUNBOOK = "docs/runbook.md"

# What a client is told whose request is at fault: all outcomes of producer_svc/metrics.py but these.
DECLINED = 'outcome!~"accepted|unavailable|declined|client_gone"'
FAILED = 'outcome=~"unavailable|declined"'


def _share(outcomes: str) -> str:
    return f"sum(rate(sluice_requests_total{{{outcomes}}}[5m])) / sum(rate(sluice_requests_total[5m]))"


def _quantile(share: float, histogram: str) -> str:
    return f"histogram_quantile({share}, sum by (le) (rate({histogram}_bucket[5m])))"


RECORDED = {
    "sluice:requests:rate5m": "sum by (outcome) (rate(sluice_requests_total[5m]))",
    "sluice:requests:errors_share": _share(FAILED),
    "sluice:requests:declined_share": _share(DECLINED),
    "sluice:request_duration_seconds:p50": _quantile(0.5, "sluice_request_duration_seconds"),
    "sluice:request_duration_seconds:p99": _quantile(0.99, "sluice_request_duration_seconds"),
    "sluice:archived:rate5m": (
        "sum(rate(sluice_emails_archived_total[5m])) + sum(rate(sluice_duplicates_total[5m]))"  # each is done
    ),
    "sluice:queue_delay_seconds:p50": _quantile(0.5, "sluice_queue_delay_seconds"),
    "sluice:queue_delay_seconds:p90": _quantile(0.9, "sluice_queue_delay_seconds"),
    "sluice:queue_delay_seconds:p99": _quantile(0.99, "sluice_queue_delay_seconds"),
}


def rules(alerts: list[Alert]) -> dict[str, Any]:
    """What Prometheus loads: within a group each rule sees what those before it have just said."""
    recorded = [{"record": name, "expr": expr} for name, expr in RECORDED.items()]
    return {
        "groups": [{"name": "sluice", "rules": [*recorded, *(_rule(alert) for alert in alerts if alert.prometheus)]}]
    }


def _rule(alert: Alert) -> dict[str, Any]:
    return {
        "alert": alert.title,
        "expr": alert.prometheus["expr"],
        "for": alert.prometheus["for"],
        "annotations": {"summary": alert.means, "runbook": f"{RUNBOOK}#{alert.name}"},
    }
