"""What the API of an account still lists of estates; what is deleted, but listed for a while, counts as absent."""

from collections.abc import Callable
from typing import Any

Aws = Callable[[str], Any]
"""The client of a service by boto3's name."""

# What EC2 lists, as `describe_KEY`, and what it knows each by.
EC2 = {
    "vpcs": "VpcId",
    "subnets": "SubnetId",
    "internet_gateways": "InternetGatewayId",
    "nat_gateways": "NatGatewayId",
    "addresses": "AllocationId",
    "route_tables": "RouteTableId",
    "network_acls": "NetworkAclId",
    "security_groups": "GroupId",
    "vpc_endpoints": "VpcEndpointId",
    "network_interfaces": "NetworkInterfaceId",
    "flow_logs": "FlowLogId",
    "launch_templates": "LaunchTemplateId",
}
# account.yml makes these, or a deployment, and they outlive every estate.
OF_THE_ACCOUNT = ("sluice-locks-", "sluice-logs-", "sluice-github-", "/sluice/local/release/")


def remains(aws: Aws) -> dict[str, list[str]]:
    """The names of what is there, by its kind; empty where nothing is."""
    ec2 = aws("ec2")
    default = ec2.describe_vpcs(Filters=[{"Name": "is-default", "Values": ["true"]}])["Vpcs"]
    not_ours = [vpc["VpcId"] for vpc in default]
    listed = {kind: _of_ec2(ec2, kind, its_id, not_ours) for kind, its_id in EC2.items()}
    listed |= {kind: read(aws) for kind, read in (OTHERS | OF_A_DOMAIN).items()}
    ours = {kind: [name for name in names if not name.startswith(OF_THE_ACCOUNT)] for kind, names in listed.items()}
    return {kind: names for kind, names in ours.items() if names}


def _of_ec2(ec2: Any, kind: str, its_id: str, not_ours: list[str]) -> list[str]:
    answer = getattr(ec2, f"describe_{kind}")()
    things = next(value for key, value in answer.items() if key not in ("ResponseMetadata", "NextToken"))
    # The default network ACL of a VPC goes with it, and moto goes on listing it.
    there = [each for each in things if each.get("State") not in ("deleted", "deleting") and not each.get("IsDefault")]
    return [str(each[its_id]) for each in there if each.get("VpcId") not in not_ours]


def _services(aws: Aws) -> list[str]:
    """moto goes on listing one that is gone."""
    ecs = aws("ecs")
    listed = {cluster: ecs.list_services(cluster=cluster)["serviceArns"] for cluster in _clusters(aws)}
    found = [ecs.describe_services(cluster=name, services=arns)["services"] for name, arns in listed.items() if arns]
    return [str(each["serviceArn"]) for services in found for each in services if each["status"] != "INACTIVE"]


def _clusters(aws: Aws) -> list[str]:
    found = aws("ecs").describe_clusters(clusters=aws("ecs").list_clusters()["clusterArns"])["clusters"]
    return [str(cluster["clusterName"]) for cluster in found if cluster["status"] == "ACTIVE"]


def _capacity_providers(aws: Aws) -> list[str]:
    found = aws("ecs").describe_capacity_providers()["capacityProviders"]
    return [str(provider["name"]) for provider in found if provider["status"] == "ACTIVE"]


def _hosts(aws: Aws) -> list[str]:
    alive = [{"Name": "instance-state-name", "Values": ["pending", "running", "stopping", "stopped"]}]
    found = aws("ec2").describe_instances(Filters=alive)["Reservations"]
    return [str(host["InstanceId"]) for reservation in found for host in reservation["Instances"]]


def _keys(aws: Aws) -> list[str]:
    keys = [aws("kms").describe_key(KeyId=key["KeyId"])["KeyMetadata"] for key in aws("kms").list_keys()["Keys"]]
    ours = [key for key in keys if key["KeyManager"] == "CUSTOMER"]
    return [str(key["KeyId"]) for key in ours if key["KeyState"] != "PendingDeletion"]


def _parameters(aws: Aws) -> list[str]:
    below = [{"Key": "Name", "Option": "BeginsWith", "Values": ["/sluice"]}]
    return [str(each["Name"]) for each in aws("ssm").describe_parameters(ParameterFilters=below)["Parameters"]]


def _records(aws: Aws) -> list[str]:
    """Those that their zone did not bring along."""
    route53 = aws("route53")
    zones = [zone["Id"] for zone in route53.list_hosted_zones()["HostedZones"]]
    records = [r for zone in zones for r in route53.list_resource_record_sets(HostedZoneId=zone)["ResourceRecordSets"]]
    return [f"{record['Type']} {record['Name']}" for record in records if record["Type"] not in ("NS", "SOA")]


def _listed(service: str, operation: str, key: str, name: str) -> Callable[[Aws], list[str]]:
    return lambda aws: [str(each[name]) for each in getattr(aws(service), operation)()[key]]


OTHERS: dict[str, Callable[[Aws], list[str]]] = {
    "balancers": _listed("elbv2", "describe_load_balancers", "LoadBalancers", "LoadBalancerName"),
    "target groups": _listed("elbv2", "describe_target_groups", "TargetGroups", "TargetGroupName"),
    "services": _services,
    "alarms": _listed("cloudwatch", "describe_alarms", "MetricAlarms", "AlarmName"),
    "topics": _listed("sns", "list_topics", "Topics", "TopicArn"),
    "scalable targets": lambda aws: [
        str(target["ResourceId"])
        for target in aws("application-autoscaling").describe_scalable_targets(ServiceNamespace="ecs")[
            "ScalableTargets"
        ]
    ],
    "clusters": _clusters,
    "capacity providers": _capacity_providers,
    "auto scaling groups": _listed(
        "autoscaling", "describe_auto_scaling_groups", "AutoScalingGroups", "AutoScalingGroupName"
    ),
    "hosts": _hosts,
    "task definitions": lambda aws: list(aws("ecs").list_task_definitions(status="ACTIVE")["taskDefinitionArns"]),
    "queues": lambda aws: list(aws("sqs").list_queues().get("QueueUrls", [])),
    "buckets": _listed("s3", "list_buckets", "Buckets", "Name"),
    "log groups": _listed("logs", "describe_log_groups", "logGroups", "logGroupName"),
    "keys": _keys,
    "parameters": _parameters,
    "roles": _listed("iam", "list_roles", "Roles", "RoleName"),
    "instance profiles": _listed("iam", "list_instance_profiles", "InstanceProfiles", "InstanceProfileName"),
}
KINDS = {*EC2, *OTHERS}
# What an estate with a domain has besides; a laptop has none.
OF_A_DOMAIN: dict[str, Callable[[Aws], list[str]]] = {
    "certificates": _listed("acm", "list_certificates", "CertificateSummaryList", "CertificateArn"),
    "records": _records,
}
