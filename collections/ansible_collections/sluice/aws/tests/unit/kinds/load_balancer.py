"""A balancer with a listener that answers, one that redirects and one that speaks TLS."""

from typing import Any

from ..kind import TAGS, Act, Api, Kind

NAME = "kind-balancer"
DOMAIN = "kind-balancer.example"
LOGS = "kind-balancer-logs"
NOTHING = [{"Type": "fixed-response", "FixedResponseConfig": {"StatusCode": "404"}}]
SERVED = {"domain": DOMAIN, "name": NAME}


def neighbours(api: Api) -> None:
    """Two issued certificates, of which the second is somebody else's, and a bucket of logs."""
    api("s3").create_bucket(Bucket=LOGS, CreateBucketConfiguration={"LocationConstraint": "eu-central-1"})
    zone = api("route53").create_hosted_zone(Name=DOMAIN, CallerReference=DOMAIN)["HostedZone"]["Id"]
    for name in (NAME, "somebody-else"):
        tags = [{"Key": "Name", "Value": name}]
        made = api("acm").request_certificate(DomainName=DOMAIN, ValidationMethod="DNS", Tags=tags)["CertificateArn"]
        asked = api("acm").describe_certificate(CertificateArn=made)["Certificate"]["DomainValidationOptions"][0]
        told = asked["ResourceRecord"]
        record = {"Name": told["Name"], "Type": "CNAME", "TTL": 60, "ResourceRecords": [{"Value": told["Value"]}]}
        batch = {"Changes": [{"Action": "UPSERT", "ResourceRecordSet": record}]}
        api("route53").change_resource_record_sets(HostedZoneId=zone, ChangeBatch=batch)


def certificate(api: Api, name: str) -> str:
    acm = api("acm")
    arns = [each["CertificateArn"] for each in acm.list_certificates()["CertificateSummaryList"]]
    tags = {arn: acm.list_tags_for_certificate(CertificateArn=arn)["Tags"] for arn in arns}
    return str(next(arn for arn in arns if {"Key": "Name", "Value": name} in tags[arn]))


def balancer(api: Api) -> Any:
    return api("elbv2").describe_load_balancers(Names=[NAME])["LoadBalancers"][0]


def arn(api: Api) -> str:
    return str(balancer(api)["LoadBalancerArn"])


def listener(api: Api, port: int) -> str:
    listed = api("elbv2").describe_listeners(LoadBalancerArn=arn(api))["Listeners"]
    return str(next(each["ListenerArn"] for each in listed if each["Port"] == port))


def on_the_balancer(operation: str, **arguments: Any) -> Act:
    return lambda api: getattr(api("elbv2"), operation)(LoadBalancerArn=arn(api), **arguments)


def on_listener(port: int, **arguments: Any) -> Act:
    """Each value may be a function of the API."""
    return lambda api: api("elbv2").modify_listener(
        ListenerArn=listener(api, port),
        **{key: value(api) if callable(value) else value for key, value in arguments.items()},
    )


def attribute(**values: str) -> Act:
    listed = [{"Key": key.replace("__", "."), "Value": value} for key, value in values.items()]
    return on_the_balancer("modify_load_balancer_attributes", Attributes=listed)


def another_group(api: Api) -> None:
    of_the_network = [
        {"Name": "vpc-id", "Values": [balancer(api)["VpcId"]]},
        {"Name": "group-name", "Values": ["default"]},
    ]
    default = api("ec2").describe_security_groups(Filters=of_the_network)["SecurityGroups"][0]["GroupId"]
    on_the_balancer("set_security_groups", SecurityGroups=[default])(api)


def plain_way_in(api: Api) -> None:
    api("elbv2").create_rule(
        ListenerArn=listener(api, 81),
        Priority=10,
        Conditions=[{"Field": "path-pattern", "Values": ["/process"]}],
        Actions=NOTHING,
    )


KIND = Kind(
    "load_balancer",
    "load_balancers",
    {
        "name": NAME,
        "subnets": ["subnet", "other"],
        "security_groups": ["tasks"],
        "listeners": [
            {"port": 80, "answer": '{"status":"declined"}'},
            {"port": 81, "redirect_to_port": 443},
            {"port": 443, "protocol": "HTTPS", "certificate": SERVED, "answer": '{"status":"declined"}'},
        ],
        "access_log_bucket": LOGS,
        "access_log_prefix": "balancers",
        "tags": TAGS,
    },
    {
        "security_groups": another_group,
        "listeners.80.default": on_listener(80, DefaultActions=NOTHING),
        "listeners.81.default": on_listener(81, DefaultActions=NOTHING),
        "listeners.81.rules": plain_way_in,
        "listeners.82": on_the_balancer("create_listener", Protocol="HTTP", Port=82, DefaultActions=NOTHING),
        "listeners.443": lambda api: api("elbv2").delete_listener(ListenerArn=listener(api, 443)),
        "listeners.443.tls_policy": on_listener(443, SslPolicy="ELBSecurityPolicy-2016-08"),
        "listeners.443.certificate": on_listener(
            443, Certificates=lambda api: [{"CertificateArn": certificate(api, "somebody-else")}]
        ),
        "access_log_bucket": attribute(access_logs__s3__enabled="false"),
        "access_log_prefix": attribute(access_logs__s3__prefix="elsewhere"),
        "deletion_protection": attribute(deletion_protection__enabled="true"),
        "desync_mitigation": attribute(routing__http__desync_mitigation_mode="monitor"),
        "drops_invalid_headers": attribute(routing__http__drop_invalid_header_fields__enabled="false"),
        "idle_timeout_seconds": attribute(idle_timeout__timeout_seconds="4000"),
        "tags.Project": lambda api: api("elbv2").remove_tags(ResourceArns=[arn(api)], TagKeys=["Project"]),
    },
    neighbours=neighbours,
)
