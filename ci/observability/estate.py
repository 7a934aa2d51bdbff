"""Estate: is something about to break, and what does it cost."""

from ci.observability.dashboard import Panel, Row, dashboard
from ci.observability.queries import (
    BALANCER,
    CLUSTER,
    LOG_GROUPS,
    PRODUCERS,
    QUEUE,
    SERVICES,
    Asked,
    cloudwatch,
    computed,
    metric,
    of_service,
)

ELB, ECS, INSIGHTS = "AWS/ApplicationELB", "AWS/ECS", "ECS/ContainerInsights"
# The outcomes of producer_svc/metrics.py that a client is told most.
REASONS = ("unauthorized", "unprocessable", "bad_request", "too_large", "request_timeout", "unavailable")
FAMILIES = ("2XX", "3XX", "4XX", "5XX")
ENDPOINT = '{AWS/PrivateLinkEndpoints,"Endpoint Type","Service Name","VPC Endpoint Id","VPC Id"}'
NAT = "{AWS/NATGateway,NatGatewayId}"


def _of_each_service(namespace: str, name: str, statistic: str) -> Asked:
    return cloudwatch(*(metric(each, namespace, name, of_service(each), statistic) for each in SERVICES))


def _tasks(service: str) -> Panel:
    return Panel(
        f"Tasks of the {service}",
        "Does each run that should?",
        cloudwatch(
            metric("desired", INSIGHTS, "DesiredTaskCount", of_service(service), "Average"),
            metric("running", INSIGHTS, "RunningTaskCount", of_service(service), "Average"),
            metric("pending", INSIGHTS, "PendingTaskCount", of_service(service), "Average"),
        ),
    )


REACH = Row(
    "Balancer",
    (
        Panel(
            "Codes of the targets",
            "What do producers answer?",
            cloudwatch(*(metric(code, ELB, f"HTTPCode_Target_{code}_Count", PRODUCERS) for code in FAMILIES)),
        ),
        Panel(
            "Codes of the balancer itself",
            "What does it answer in their place?",
            cloudwatch(*(metric(code, ELB, f"HTTPCode_ELB_{code}_Count", BALANCER) for code in FAMILIES[1:])),
        ),
        Panel(
            "Connections",
            "How many are open, new, refused?",
            cloudwatch(
                metric("active", ELB, "ActiveConnectionCount", BALANCER),
                metric("new", ELB, "NewConnectionCount", BALANCER),
                metric("rejected", ELB, "RejectedConnectionCount", BALANCER),
                metric("failed to a target", ELB, "TargetConnectionErrorCount", PRODUCERS),
            ),
        ),
        Panel(
            "Targets",
            "Does each answer?",
            cloudwatch(
                metric("healthy", ELB, "HealthyHostCount", PRODUCERS, "Minimum"),
                metric("unhealthy", ELB, "UnHealthyHostCount", PRODUCERS, "Maximum"),
            ),
        ),
        Panel(
            "Time of the targets",
            "How long does a producer take?",
            cloudwatch(
                metric("mean", ELB, "TargetResponseTime", PRODUCERS, "Average"),
                metric("99 %", ELB, "TargetResponseTime", PRODUCERS, "p99"),
            ),
            "s",
        ),
        Panel(
            "Declined, by reason",
            "What is refused, and why? Counted of the log, for those who run no Prometheus",
            cloudwatch(*(metric(each, "${ESTATE}", "declines", {"outcome": each}) for each in REASONS)),
        ),
        Panel("Requests", "How much is asked?", cloudwatch(metric("requests", ELB, "RequestCount", PRODUCERS))),
    ),
)
WORK = Row(
    "Services",
    (
        *(_tasks(service) for service in SERVICES),
        Panel("CPU", "Is a service busy?", _of_each_service(ECS, "CPUUtilization", "Average"), "percent"),
        Panel(
            "Memory", "Is a task about to be ended?", _of_each_service(ECS, "MemoryUtilization", "Maximum"), "percent"
        ),
    ),
)
ROOM = Row(
    "Hosts",
    (
        Panel(
            "Hosts and tasks",
            "How many are there?",
            cloudwatch(
                metric("hosts", INSIGHTS, "ContainerInstanceCount", CLUSTER, "Average", id="hosts"),
                metric("tasks", INSIGHTS, "TaskCount", CLUSTER, "Average", id="tasks"),
            ),
        ),
        Panel(
            "Network interfaces free",
            "How many more tasks find room, each of which needs one?",
            cloudwatch(
                metric("hosts", INSIGHTS, "ContainerInstanceCount", CLUSTER, "Average", id="hosts", hide=True),
                metric("tasks", INSIGHTS, "TaskCount", CLUSTER, "Average", id="tasks", hide=True),
                computed("free", "hosts * ${TASKS_PER_HOST} - tasks"),
            ),
        ),
        Panel(
            "Capacity reserved",
            "Over 100 more hosts are on their way",
            cloudwatch(
                metric(
                    "reserved",
                    "AWS/ECS/ManagedScaling",
                    "CapacityProviderReservation",
                    {**CLUSTER, "CapacityProviderName": "${ESTATE}"},
                    "Average",
                )
            ),
            "percent",
        ),
        Panel(
            "CPU of the hosts",
            "Are they busy?",
            cloudwatch(metric("hosts", "AWS/EC2", "CPUUtilization", {"AutoScalingGroupName": "${ESTATE}"}, "Average")),
            "percent",
        ),
    ),
)
COSTS = Row(
    "What is paid for",
    (
        Panel(
            "Bytes through endpoints",
            "What goes to AWS without leaving the VPC?",
            cloudwatch(computed("", f"""SEARCH('{ENDPOINT} MetricName="BytesProcessed"', 'Sum', 300)""")),
            "bytes",
        ),
        Panel(
            "Bytes through the NAT gateway",
            "What leaves the VPC? Empty where there is none",
            cloudwatch(
                computed("out", f"""SEARCH('{NAT} MetricName="BytesOutToDestination"', 'Sum', 300)"""),
                computed("back", f"""SEARCH('{NAT} MetricName="BytesInFromDestination"', 'Sum', 300)"""),
            ),
            "bytes",
        ),
        Panel(
            "Calls of SQS",
            "Sends, receives and deletes are paid for each",
            cloudwatch(
                metric("sent", "AWS/SQS", "NumberOfMessagesSent", QUEUE),
                metric("received", "AWS/SQS", "NumberOfMessagesReceived", QUEUE),
                metric("deleted", "AWS/SQS", "NumberOfMessagesDeleted", QUEUE),
                metric("empty receives", "AWS/SQS", "NumberOfEmptyReceives", QUEUE),
            ),
        ),
        Panel(
            "Capacity units of the balancer",
            "What is paid for besides its hours?",
            cloudwatch(metric("LCU", ELB, "ConsumedLCUs", BALANCER)),
        ),
        Panel(
            "Bytes of logs",
            "How much is written?",
            cloudwatch(*(metric(group, "AWS/Logs", "IncomingBytes", {"LogGroupName": group}) for group in LOG_GROUPS)),
            "bytes",
        ),
        Panel(
            "Bytes in the mail bucket",
            "How much is kept? Told once a day",
            cloudwatch(
                metric(
                    "kept",
                    "AWS/S3",
                    "BucketSizeBytes",
                    {"BucketName": "${BUCKET}", "StorageType": "StandardStorage"},
                    "Average",
                    period="86400",
                )
            ),
            "bytes",
        ),
    ),
)
ESTATE = dashboard("estate", "estate", [REACH, WORK, ROOM, COSTS])
