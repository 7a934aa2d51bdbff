"""What AWS emits of an estate like ours, by namespace and metric: the sets of dimensions that there are data for.

Each table is that of the page of AWS that stands above it. A metric with another set of dimensions is no error to
CloudWatch, which then has no data for ever.
"""

from pathlib import Path

import yaml

Dimensions = frozenset[str]


def _of(names: str, *dimensions: str) -> dict[str, set[Dimensions]]:
    """Metrics that all come with the same sets of dimensions, each written as `A, B`."""
    return {name: {frozenset(each.split(", ")) for each in dimensions} for name in names.split()}


EMITTED: dict[str, dict[str, set[Dimensions]]] = {
    # Amazon SQS Developer Guide, "Available CloudWatch metrics for Amazon SQS"
    "AWS/SQS": _of(
        "ApproximateAgeOfOldestMessage ApproximateNumberOfMessagesNotVisible ApproximateNumberOfMessagesVisible "
        "NumberOfEmptyReceives NumberOfMessagesDeleted NumberOfMessagesReceived NumberOfMessagesSent SentMessageSize",
        "QueueName",
    ),
    # User Guide for Application Load Balancers, "CloudWatch metrics for your Application Load Balancer"
    "AWS/ApplicationELB": {
        **_of(
            "ActiveConnectionCount ConsumedLCUs HTTPCode_ELB_3XX_Count HTTPCode_ELB_4XX_Count HTTPCode_ELB_5XX_Count "
            "NewConnectionCount ProcessedBytes RejectedConnectionCount",
            "LoadBalancer",
        ),
        **_of(
            "HTTPCode_Target_2XX_Count HTTPCode_Target_3XX_Count HTTPCode_Target_4XX_Count HTTPCode_Target_5XX_Count "
            "RequestCount TargetConnectionErrorCount TargetResponseTime",
            "LoadBalancer",
            "LoadBalancer, TargetGroup",
            "TargetGroup",
        ),
        **_of("HealthyHostCount UnHealthyHostCount", "LoadBalancer, TargetGroup"),
    },
    # Amazon ECS Developer Guide, "Amazon ECS CloudWatch metrics"
    "AWS/ECS": {
        **_of("CPUUtilization MemoryUtilization", "ClusterName", "ClusterName, ServiceName"),
        **_of("CPUReservation MemoryReservation", "ClusterName"),
    },
    # Amazon CloudWatch User Guide, "Amazon ECS Container Insights metrics"
    "ECS/ContainerInsights": {
        **_of(
            "CpuReserved CpuUtilized MemoryReserved MemoryUtilized NetworkRxBytes NetworkTxBytes",
            "ClusterName",
            "ClusterName, ServiceName",
            "ClusterName, TaskDefinitionFamily",
        ),
        **_of(
            "DeploymentCount DesiredTaskCount PendingTaskCount RunningTaskCount TaskSetCount",
            "ClusterName, ServiceName",
        ),
        **_of("ContainerInstanceCount ServiceCount TaskCount", "ClusterName"),
    },
    # AWS Certificate Manager User Guide, "Supported CloudWatch metrics"
    "AWS/CertificateManager": _of("DaysToExpiry", "CertificateArn"),
    # Amazon EC2 User Guide, "CloudWatch metrics that are available for your instances"; those of AWS/AutoScaling come
    # only where a group has their collection enabled, and ours has not
    "AWS/EC2": _of("CPUUtilization NetworkIn NetworkOut", "AutoScalingGroupName", "InstanceId"),
    # Amazon ECS Developer Guide, "Amazon ECS managed cluster auto scaling"
    "AWS/ECS/ManagedScaling": _of("CapacityProviderReservation", "CapacityProviderName, ClusterName"),
    # AWS PrivateLink Guide, "CloudWatch metrics for AWS PrivateLink"
    "AWS/PrivateLinkEndpoints": _of(
        "ActiveConnections BytesProcessed NewConnections PacketsDropped",
        "Endpoint Type, Service Name, VPC Endpoint Id, VPC Id",
        "Endpoint Type, Service Name, Subnet Id, VPC Endpoint Id, VPC Id",
    ),
    # Amazon VPC User Guide, "NAT gateway metrics and dimensions"
    "AWS/NATGateway": _of(
        "ActiveConnectionCount BytesInFromDestination BytesInFromSource BytesOutToDestination BytesOutToSource "
        "ErrorPortAllocation",
        "NatGatewayId",
    ),
    # Amazon CloudWatch Logs User Guide, "Monitoring with CloudWatch metrics"
    "AWS/Logs": _of("IncomingBytes IncomingLogEvents", "LogGroupName"),
    # What deployments of ours count, and runs of workflows: sluice.aws.deployment, ci.github.measure
    "Sluice/Delivery": {
        **_of("Deployments DeploymentDuration", "Cluster, Outcome, Service"),
        **_of("WorkflowRuns WorkflowDuration", "Outcome, Workflow"),
    },
    # Amazon S3 User Guide, "Metrics and dimensions": once a day
    "AWS/S3": _of("BucketSizeBytes NumberOfObjects", "BucketName, StorageType"),
}


def by_metric_filters() -> dict[str, set[Dimensions]]:
    """What the log group of the producer is counted into, in a namespace of the estate's name."""
    described = Path(__file__).resolve().parents[2] / "inventory" / "common" / "host_vars" / "producer.yml"
    filters = yaml.safe_load(described.read_text())["ecs_service_metric_filters"]
    return {each["metric"]: {frozenset(each.get("dimensions", {}))} for each in filters}
