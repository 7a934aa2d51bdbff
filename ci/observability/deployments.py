"""Deployments: what runs, since when, and what was taken back."""

from ci.observability.dashboard import Panel, Row, dashboard
from ci.observability.queries import LOG_GROUPS, SERVICES, cloudwatch, computed, logs, metric, of_service

INSIGHTS = "ECS/ContainerInsights"
DELIVERY = "Sluice/Delivery"
OUTCOMES = ("released", "rolled back", "failed")  # as sluice.aws.deployment counts them

STARTS = 'filter event = "listening" | stats count(*) as tasks by version, bin(5m) as time'
VERSIONS = (
    'filter event = "listening" | stats min(@timestamp) as first, max(@timestamp) as last, count(*) as tasks '
    "by version | sort last desc | limit 20"
)
STOPS = 'filter event in ["stopping", "stopped", "ended at once"] | stats count(*) as tasks by event, bin(5m) as time'


def _ended(service: str, outcome: str) -> dict[str, str]:
    return {"Cluster": "${ESTATE}", "Service": service, "Outcome": outcome}


def _of(service: str, group: str) -> Row:
    return Row(
        service,
        (
            Panel(
                "Deployments under way",
                "More than one means that a new one is coming or an old one comes back",
                cloudwatch(metric("deployments", INSIGHTS, "DeploymentCount", of_service(service), "Maximum")),
            ),
            Panel(
                "Minutes with a deployment under way",
                "How long does one take?",
                cloudwatch(
                    metric(
                        "deployments",
                        INSIGHTS,
                        "DeploymentCount",
                        of_service(service),
                        "Maximum",
                        id="deployments",
                        hide=True,
                    ),
                    computed("minutes", "RUNNING_SUM(IF(deployments > 1, 1, 0))"),
                ),
                "m",
            ),
            Panel(
                "Deployments, by outcome",
                "What was released, what was taken back, what failed?",
                cloudwatch(*[metric(each, DELIVERY, "Deployments", _ended(service, each)) for each in OUTCOMES]),
            ),
            Panel(
                "Duration of deployments",
                "Until its watch was over, or until what ran before ran again",
                cloudwatch(
                    *[
                        metric(each, DELIVERY, "DeploymentDuration", _ended(service, each), "Maximum")
                        for each in OUTCOMES
                    ]
                ),
                "s",
            ),
            Panel("Versions", "What was started, first and last?", logs(VERSIONS, group), kind="table"),
            Panel(
                "Starts, by version",
                "An older version that starts again is a rollback",
                logs(STARTS, group),
            ),
            Panel("Ends", "Did tasks end in order?", logs(STOPS, group)),
        ),
    )


def _run(workflow: str) -> dict[str, str]:
    return {"Workflow": f"Release / {workflow}", "Outcome": "success"}


PIPELINE = Row(
    "Pipeline",
    (
        Panel(
            "Duration of CI",
            "How long did all tests of what runs here take? What failed got no further, and is counted in the "
            "registry's account",
            cloudwatch(metric("CI", DELIVERY, "WorkflowDuration", _run("ci"), "Maximum")),
            "s",
        ),
        Panel(
            "Duration of publishing",
            "How long from there to an image that is audited, attested and tagged?",
            cloudwatch(*[metric(each, DELIVERY, "WorkflowDuration", _run(each), "Maximum") for each in SERVICES]),
            "s",
        ),
    ),
)

DEPLOYMENTS = dashboard(
    "deployments",
    "deployments",
    [*[_of(service, group) for service, group in zip(SERVICES, LOG_GROUPS, strict=True)], PIPELINE],
)
