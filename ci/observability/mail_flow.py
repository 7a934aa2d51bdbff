"""Mail flow: is mail lost, is it late, is it refused and why."""

from ci.observability.dashboard import Panel, Row, dashboard
from ci.observability.queries import DEAD_LETTER_QUEUE, QUEUE, cloudwatch, metric, prometheus

SQS = "AWS/SQS"
VISIBLE, AGE = "ApproximateNumberOfMessagesVisible", "ApproximateAgeOfOldestMessage"

IN = Row(
    "What comes in",
    (
        Panel(
            "Accepted",
            "How much mail comes?",
            prometheus(('sluice:requests:rate5m{outcome="accepted"}', "accepted")),
            "reqps",
        ),
        Panel(
            "Declined, by reason",
            "What is refused, and why?",
            prometheus(('sluice:requests:rate5m{outcome!="accepted"}', "{{outcome}}")),
            "reqps",
        ),
        Panel(
            "Time to answer",
            "How long does a client wait?",
            prometheus(
                ("sluice:request_duration_seconds:p50", "median"), ("sluice:request_duration_seconds:p99", "99 %")
            ),
            "s",
        ),
        Panel(
            "Waiting for SQS",
            "Is the producer behind?",
            prometheus(("sum(sluice_pending_emails)", "pending emails")),
        ),
        Panel(
            "Emails in a batch",
            "Are calls to SQS well filled?",
            prometheus(
                (
                    "sum(rate(sluice_publish_batch_size_sum[5m])) / sum(rate(sluice_publish_batch_size_count[5m]))",
                    "mean",
                )
            ),
        ),
        Panel(
            "Not confirmed, token not read",
            "Do SQS and SSM answer the producer?",
            prometheus(
                ("sum by (reason) (rate(sluice_publish_failures_total[5m]))", "not published: {{reason}}"),
                ("sum by (outcome) (rate(sluice_token_refreshes_total[5m]))", "token {{outcome}}"),
            ),
            "ops",
        ),
    ),
)
BETWEEN = Row(
    "What waits",
    (
        Panel(
            "Messages visible and received",
            "How much waits, and is it taken?",
            cloudwatch(
                metric("visible", SQS, VISIBLE, QUEUE, "Maximum"),
                metric("in hand", SQS, "ApproximateNumberOfMessagesNotVisible", QUEUE, "Maximum"),
                metric("received", SQS, "NumberOfMessagesReceived", QUEUE),
                metric("sent", SQS, "NumberOfMessagesSent", QUEUE),
            ),
        ),
        Panel(
            "Age of the oldest message",
            "Is mail late?",
            cloudwatch(metric("oldest", SQS, AGE, QUEUE, "Maximum")),
            "s",
        ),
        Panel(
            "Dead letters",
            "Has mail failed for good?",
            cloudwatch(metric("dead letters", SQS, VISIBLE, DEAD_LETTER_QUEUE, "Maximum")),
        ),
    ),
)
OUT = Row(
    "What is archived",
    (
        Panel(
            "Archived",
            "How much mail is kept, and how much was kept before?",
            prometheus(
                ("sum(rate(sluice_emails_archived_total[5m]))", "archived"),
                ("sum(rate(sluice_duplicates_total[5m]))", "duplicates"),
                ("sum(rate(sluice_conflicts_total[5m]))", "conflicts"),
                ("sum(rate(sluice_messages_received_total[5m]))", "received"),
            ),
            "ops",
        ),
        Panel(
            "From sent to archived",
            "Is mail late?",
            prometheus(
                ("sluice:queue_delay_seconds:p50", "median"),
                ("sluice:queue_delay_seconds:p90", "90 %"),
                ("sluice:queue_delay_seconds:p99", "99 %"),
            ),
            "s",
        ),
        Panel(
            "Left on the queue, by reason",
            "What could not be archived, and why?",
            prometheus(("sum by (reason) (rate(sluice_messages_left_total[5m]))", "{{reason}}")),
            "ops",
        ),
        Panel(
            "Archiving",
            "How much is in hand, and how long does one take?",
            prometheus(
                ("sum(sluice_inflight_messages)", "in hand"),
                ("histogram_quantile(0.99, sum by (le) (rate(sluice_archive_duration_seconds_bucket[5m])))", "99 %, s"),
            ),
        ),
        Panel(
            "Last answer of SQS",
            "Does each consumer still receive?",
            prometheus(("time() - sluice_last_receive_timestamp_seconds > 0", "{{instance}}")),
            "s",
        ),
        Panel(
            "Alerts",
            "What is wrong?",
            prometheus(
                (
                    'sum by (alertname) (ALERTS) or label_replace(vector(0), "alertname", "none", "", "")',
                    "{{alertname}}",
                )
            ),
        ),
    ),
)
MAIL_FLOW = dashboard("mail-flow", "mail flow", [IN, BETWEEN, OUT])
