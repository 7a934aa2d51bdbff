"""Logs: what went wrong, what was declined and why, and the way of one email."""

from ci.observability.dashboard import Panel, Row, dashboard, textbox
from ci.observability.queries import LOG_GROUPS, logs

PRODUCER, CONSUMER = LOG_GROUPS

ERRORS = (
    'fields @timestamp, level, logger, event, @message | filter level in ["WARNING", "ERROR"] '
    "| sort @timestamp desc | limit 100"
)
DECLINES = (
    'filter event = "request answered" and status >= 400 | stats count(*) as declined by outcome, bin(5m) as time'
)
WAY = 'fields @timestamp, event, outcome, @message | filter email_id = "${email_id}" | sort @timestamp asc | limit 100'
LEFT = (
    'filter event = "message left" | stats count(*) as messages, max(receives) as receives by outcome '
    "| sort messages desc"
)
SLOWEST = (
    'filter event = "message archived" | stats pct(queue_delay_seconds, 50) as median, '
    "pct(queue_delay_seconds, 99) as slowest by bin(5m) as time"
)

LOG_LINES = dashboard(
    "logs",
    "logs",
    [
        Row("One email", (Panel("Its way", "Where is it?", logs(WAY), kind="table", wide=True),)),
        Row(
            "What is wrong",
            (
                Panel("Warnings and errors", "What do services complain of?", logs(ERRORS), kind="logs", wide=True),
                Panel("Declined, by reason", "What is refused, and why?", logs(DECLINES, PRODUCER)),
                Panel("Left on the queue, by reason", "What failed?", logs(LEFT, CONSUMER), kind="table"),
                Panel("From sent to archived", "Is mail late?", logs(SLOWEST, CONSUMER), "s"),
            ),
        ),
    ],
    (textbox("email_id", "Email id"),),
)
